// One line of the home page for those who keep the books: when they were last proved, and how it went.
import type { ReactNode } from 'react';
import { holds, useMeta } from '../app/meta';
import { ago } from '../lib/days';
import { grouped } from '../lib/figures';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { useRuns } from './checkup';
import { RunTag } from './history';
import { words } from './words';
import './last-checkup.css';

/** Nothing for people who may not run one. */
export function LastCheckup(): ReactNode {
  return holds(useMeta(), 'verify.run') ? <Line /> : null;
}

function Line(): ReactNode {
  const { data } = useRuns(1);
  if (!data) return null;
  const [run] = data;
  return (
    <p className="hc-last-checkup">
      <Icon name={run && run.state !== 'running' && (run.failed > 0 || run.state === 'failed') ? 'warn' : 'check'} />
      <span>{words.last}</span>
      {run ? (
        <>
          <RunTag run={run} />
          <span className="hc-note">
            {ago(run.startedAt)} · {run.person} · {words.looked(grouped(run.rows, 0))}
          </span>
        </>
      ) : (
        <span className="hc-note">{words.lastNever}</span>
      )}
      <A className="hc-link" href="/health">
        {run ? words.see : words.now}
      </A>
    </p>
  );
}
