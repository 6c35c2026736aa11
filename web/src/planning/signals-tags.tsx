// How a signal stands, in a word: what it proved, and how fresh it is.
import type { ReactNode } from 'react';
import { ago } from '../lib/days';
import { Tag } from '../ui/bits';
import type { Signal } from './signals';
import { words } from './signals-words';

export function VerdictTag({ signal: s }: { readonly signal: Signal }): ReactNode {
  const { trial } = s;
  if (s.ahead === 0) return <Tag>{words.noteAhead}</Tag>;
  if (!trial) return <Tag>{words.unjudged}</Tag>;
  if (trial.state === 'failed') return <Tag tone="bad">{words.failed}</Tag>;
  if (trial.state !== 'done') return <Tag tone="warn">{words.judging(trial.progress)}</Tag>;
  return trial.result?.kept ? <Tag tone="ok">{words.kept}</Tag> : <Tag tone="warn">{words.refused}</Tag>;
}

export function Freshness({ signal: s }: { readonly signal: Signal }): ReactNode {
  if (s.state === 'paused') return <Tag>{words.paused}</Tag>;
  if (s.fetch && !s.fetch.ok)
    return (
      <span title={s.fetch.error ?? ''} className="hc-signals-old">
        {s.fetch.error}
      </span>
    );
  if (!s.lastAt) return <span className="hc-note">{words.freshNever}</span>;
  return s.old ? <span className="hc-signals-old">{words.freshOld(ago(s.lastAt))}</span> : <span>{words.freshAt(ago(s.lastAt))}</span>;
}
