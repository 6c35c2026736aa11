// One job in a line: what it does, how far it is, and the way to stop it; and what its result can be made again from.
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

/** Data version, model version and seed: the same three give the same bytes. */
export function JobProof({ job }: { readonly job: Pick<Job, 'dataVersion' | 'modelVersion' | 'seed'> | undefined }): ReactNode {
  return job?.dataVersion ? <code className="hc-bench-proof">{words.proofText(job.dataVersion, job.modelVersion ?? '—', job.seed)}</code> : null;
}
