// Earlier check-ups: when, who, what came of it.
import type { ReactNode } from 'react';
import { stamp } from '../lib/days';
import { grouped } from '../lib/figures';
import { Tag } from '../ui/bits';
import { A } from '../ui/link';
import type { Run } from './checkup';
import { words } from './words';

export function History({ runs, now }: { readonly runs: readonly Run[]; readonly now: string }): ReactNode {
  return (
    <aside className="hc-health-history" aria-label={words.history}>
      <h2>{words.history}</h2>
      <ul>
        {runs.map((r) => (
          <li key={r.id}>
            <A href={`/health/${r.id}`} aria-current={r.id === now ? 'page' : undefined}>
              <time>{stamp(r.startedAt)}</time>
              <RunTag run={r} />
              <small>
                {r.person} · {words.rows(grouped(r.rows, 0))}
              </small>
            </A>
          </li>
        ))}
      </ul>
    </aside>
  );
}

/** A run's outcome in a word. */
export function RunTag({ run: r }: { readonly run: Run }): ReactNode {
  if (r.state === 'running') return <Tag tone="info">{words.running}</Tag>;
  if (r.state === 'failed') return <Tag tone="warn">{words.failed}</Tag>;
  return r.failed > 0 ? <Tag tone="bad">{words.broken(r.failed, grouped(r.wrong, 0))}</Tag> : <Tag tone="ok">{words.sound}</Tag>;
}
