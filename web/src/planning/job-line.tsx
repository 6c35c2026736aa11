// One job in a line: what it does, how far it is, and the way to stop it.
import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { type Job, useAct } from './workbench';
import { words } from './workbench-words';

export function JobLine({ job, edit = false }: { readonly job: Job; readonly edit?: boolean }): ReactNode {
  const stop = useAct<object>(() => `/api/planning/jobs/${job.id}/cancel`, words.cancelled);
  return (
    <div className="hc-bench-job" role="status">
      <b>{job.kindZh}</b>
      <progress max={1} value={job.progress} aria-label={`${job.kindZh} ${Math.round(100 * job.progress)}%`} />
      <span className="hc-note">{`${job.stateZh} ${Math.round(100 * job.progress)}% ${job.step}`}</span>
      {edit && (
        <Button kind="quiet" busy={stop.isPending} onClick={() => stop.mutate({})}>
          {words.cancel}
        </Button>
      )}
    </div>
  );
}
