// 账簿体检: start a check-up, watch it work, read where something is wrong; earlier ones beside it. Prints as one report.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { messageOf, post } from '../api/client';
import { useMeta } from '../app/meta';
import { useGo, useParam } from '../app/url';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { ExportLink, PrintAll } from '../list/take-away';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { say } from '../ui/say';
import { CheckGroups } from './check-groups';
import { useRun, useRuns, type WholeRun } from './checkup';
import { History } from './history';
import { Verdict } from './verdict';
import { words } from './words';
import './health.css';

export function HealthPage(): ReactNode {
  const go = useGo();
  const client = useQueryClient();
  const runs = useRuns();
  const wanted = useParam('id');
  const id = wanted || (runs.data?.[0]?.id ?? '');
  const run = useRun(id);
  const start = useMutation({
    mutationFn: () => post<{ id: string }>('/api/checkups'),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: ['checkups'] });
      go(`/health/${made.id}`, { replace: true });
    },
    onError: (error) => say(messageOf(error), 'bad'),
  });
  if (runs.isError) return <Failure whole error={runs.error} retry={() => void runs.refetch()} />;
  if (run.isError) return <Failure whole error={run.error} retry={() => void run.refetch()} />;
  const running = runs.data?.some((r) => r.state === 'running') ?? false;
  const startButton = (
    <Button kind="primary" icon="check" busy={start.isPending || running} onClick={() => start.mutate()}>
      {running ? words.running : id === '' ? words.start : words.again}
    </Button>
  );
  return (
    <div className="hc-page hc-health">
      <PageHead crumbs={[{ text: t('settings') }, { text: words.title }]} title={words.title} actions={<Actions run={run.data} start={startButton} />} />
      {runs.data?.length === 0 ? (
        <Empty title={words.never} text={words.neverText} action={startButton} />
      ) : !run.data || !runs.data ? (
        <Waiting lines={10} />
      ) : (
        <Report key={run.data.id} run={run.data} side={<History runs={runs.data} now={run.data.id} />} />
      )}
    </div>
  );
}

function Actions({ run, start }: { readonly run: WholeRun | undefined; readonly start: ReactNode }): ReactNode {
  return (
    <>
      {run?.state === 'done' && (
        <>
          <PrintAll />
          <ExportLink href={`/api/checkups/${run.id}/export?format=xlsx`} />
        </>
      )}
      {run && start}
    </>
  );
}

function Report({ run, side }: { readonly run: WholeRun; readonly side: ReactNode }): ReactNode {
  const meta = useMeta();
  const [only, setOnly] = useState(false);
  return (
    <div className="hc-health-page">
      <div className="hc-health-main">
        <p className="hc-health-print">
          <strong>
            {meta.org.name}　{words.title}
          </strong>
          <span>
            {stamp(run.startedAt)}　{words.person}：{run.person}
          </span>
        </p>
        <Verdict run={run} />
        {run.failed > 0 && run.state === 'done' && (
          <div className="hc-segments hc-health-filter" role="radiogroup" aria-label={words.filter}>
            {[false, true].map((x) => (
              <button key={String(x)} type="button" role="radio" aria-checked={only === x} onClick={() => setOnly(x)}>
                {x ? words.onlyWrong : words.all}
              </button>
            ))}
          </div>
        )}
        <CheckGroups run={run} only={only} />
        {run.root && (
          <p className="hc-health-root" title={words.rootHint}>
            <span>{words.chain(run.pos ?? '0')}</span>
            <span>{words.root}</span>
            <code>{run.root}</code>
          </p>
        )}
        <p className="hc-health-print hc-health-sign">
          <span>
            {words.person}
            {words.sign}：
          </span>
        </p>
      </div>
      {side}
    </div>
  );
}
