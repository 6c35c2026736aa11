// 计算任务: what is being calculated, what was, why something failed; how good the forecasts of the company were.
import { useEffect, type ReactNode } from 'react';
import { visited } from '../app/memory';
import { stamp } from '../lib/days';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { JobLine, JobProof } from './job-line';
import { type Job, type Overview, share, useAct, useJobs, useOverview } from './workbench';
import { words } from './workbench-words';
import './workbench.css';

const TONE: Readonly<Record<Job['state'], string>> = { waiting: 'mute', running: 'warn', done: 'ok', failed: 'bad', cancelled: 'mute' };
const open = (j: Job): boolean => j.state === 'waiting' || j.state === 'running';

export function JobsPage(): ReactNode {
  const jobs = useJobs();
  const overview = useOverview();
  const run = useAct<{ kind: 'train' | 'refresh' }>(() => '/api/planning/jobs', words.asked);
  useEffect(() => visited({ href: '/planning/jobs', text: words.jobs, kind: 'view' }), []);
  const edit = jobs.data?.may.edit ?? false;
  return (
    <div className="hc-page hc-bench-jobs">
      <PageHead
        crumbs={[{ text: words.module }, { text: words.jobs }]}
        title={words.jobs}
        after={<span className="hc-note">{words.jobsNoneText}</span>}
        actions={
          edit && (
            <>
              <Button busy={run.isPending} onClick={() => run.mutate({ kind: 'refresh' })}>
                {words.refresh}
              </Button>
              <Button kind="primary" busy={run.isPending} onClick={() => run.mutate({ kind: 'train' })}>
                {words.train}
              </Button>
            </>
          )
        }
      />
      {jobs.isError && !jobs.data ? (
        <Failure error={jobs.error} retry={() => void jobs.refetch()} />
      ) : !jobs.data ? (
        <Waiting lines={8} />
      ) : jobs.data.jobs.length === 0 ? (
        <Empty title={words.jobsNone} text={words.jobsNoneText} />
      ) : (
        <>
          {jobs.data.jobs.filter(open).map((j) => (
            <JobLine key={j.id} job={j} edit={edit} />
          ))}
          {overview.data && overview.data.scores.length > 0 && <Scores overview={overview.data} />}
          <Done jobs={jobs.data.jobs.filter((j) => !open(j))} />
        </>
      )}
    </div>
  );
}

function Scores({ overview }: { readonly overview: Overview }): ReactNode {
  return (
    <section className="hc-bench-card">
      <h3>{words.company}</h3>
      <div className="hc-bench-scroll" tabIndex={0} role="region" aria-label={words.company}>
        <table className="hc-bench-table">
          <thead>
            <tr>
              {[words.method, words.error, words.loss, words.cover90].map((zh) => (
                <th key={zh} scope="col">
                  {zh}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {overview.scores.map((s) => (
              <tr key={s.method} className={s.method === 'hengcang' ? 'hc-bench-ours' : undefined}>
                <th scope="row">{s.zh}</th>
                <td>{share(s.wape, 1)}</td>
                <td>{s.wql === null ? '—' : s.wql.toFixed(3)}</td>
                <td>{share(s.coverage[2], 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {overview.judged.scored > 0 && <p className="hc-note">{words.judged(overview.judged.scored, overview.judged.unknown)}</p>}
      <p className="hc-note">
        {`${words.ratio}：${words.ratioText(share(overview.ratio.before, 1), share(overview.ratio.after, 1), share(overview.ratio.threshold))}。${words.ratioMeans}`}
      </p>
    </section>
  );
}

const seconds = (j: Job): string => (j.startedAt && j.endedAt ? words.seconds(Math.max(1, Math.round((Date.parse(j.endedAt) - Date.parse(j.startedAt)) / 1000))) : '—');

function Done({ jobs }: { readonly jobs: readonly Job[] }): ReactNode {
  if (jobs.length === 0) return null;
  return (
    <section className="hc-bench-card">
      <ul className="hc-bench-done">
        {jobs.map((j) => (
          <li key={j.id}>
            <Tag tone={TONE[j.state]}>{j.stateZh}</Tag>
            <b>{j.kind === 'backtest' && j.state === 'done' ? <A href={`/planning/backtest?job=${j.id}`}>{j.kindZh}</A> : j.kindZh}</b>
            <span className="hc-note">{`${stamp(j.askedAt)} · ${j.askedBy} · ${words.took} ${seconds(j)}`}</span>
            <JobProof job={j} />
            {j.error && <p className="hc-danger">{j.error}</p>}
          </li>
        ))}
      </ul>
    </section>
  );
}
