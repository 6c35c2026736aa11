// The verdict in one band: sound, broken, still at it, or given up — by word and shape, not by colour alone.
import type { ReactNode } from 'react';
import { stamp } from '../lib/days';
import { grouped } from '../lib/figures';
import { Icon } from '../ui/icon';
import { secondsOf, type WholeRun } from './checkup';
import { words } from './words';
import './verdict.css';

export function Verdict({ run }: { readonly run: WholeRun }): ReactNode {
  if (run.state === 'running') return <Progress run={run} />;
  const seconds = secondsOf(run);
  const bad = run.checks.filter((c) => c.wrong > 0);
  const tone = run.state === 'failed' ? 'warn' : bad.length > 0 ? 'bad' : 'ok';
  const title = run.state === 'failed' ? words.failed : bad.length > 0 ? words.broken(bad.length, grouped(run.wrong, 0)) : words.sound;
  return (
    <section className={`hc-verdict hc-verdict-${tone}`} role="status">
      <Icon name={tone === 'ok' ? 'check' : 'warn'} size={28} />
      <div>
        <h2>{title}</h2>
        <p>
          {tone === 'ok' && <span>{words.soundAll(run.checks.length)}</span>}
          <span>{words.looked(grouped(run.rows, 0))}</span>
          <span>{stamp(run.startedAt)}</span>
          <span>{run.person}</span>
          {seconds && <span>{words.took(seconds)}</span>}
        </p>
        {tone === 'warn' && <p>{words.failedText}</p>}
        {tone === 'bad' && (
          <ul>
            {bad.map((c) => (
              <li key={c.name}>
                <a href={`#check-${c.name}`}>{c.zh}</a>
                <b>{words.places(grouped(c.wrong, 0))}</b>
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Progress({ run }: { readonly run: WholeRun }): ReactNode {
  return (
    <section className="hc-verdict hc-verdict-run" aria-live="polite">
      <span className="hc-spin" aria-hidden="true" />
      <div>
        <h2>{words.running}</h2>
        <progress max={run.total} value={run.done} aria-label={words.running} />
        <p>{words.doing(run.doing ?? '', run.done, run.total)}</p>
      </div>
    </section>
  );
}
