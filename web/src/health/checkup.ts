// What the server says of check-ups, and how the pages ask for it: a running one is asked again twice a second.
import { useQuery } from '@tanstack/react-query';
import { get } from '../api/client';

export type Where = {
  readonly at: string;
  readonly what: string;
  readonly should: string;
  readonly is: string;
  readonly document: string | null;
  readonly account: string | null;
  readonly item: string | null;
  readonly href: string | null;
};
export type Check = {
  readonly name: string;
  readonly zh: string;
  readonly group: string;
  readonly cure: string;
  readonly rows: number;
  readonly wrong: number;
  readonly where: readonly Where[];
  readonly note?: string;
};
export type Run = {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly person: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly done: number;
  readonly total: number;
  readonly doing: string | null;
  readonly rows: string;
  readonly wrong: string;
  readonly failed: number;
  readonly pos: string | null;
  readonly root: string | null;
};
export type WholeRun = Run & { readonly checks: readonly Check[]; readonly groups: Readonly<Record<string, string>> };

const SOON = 500;

/** The last runs, newest first. */
export const useRuns = (most = 20) =>
  useQuery({
    queryKey: ['checkups', most],
    queryFn: ({ signal }) => get<readonly Run[]>('/api/checkups', { limit: most }, signal),
    refetchInterval: (q) => (q.state.data?.some((r) => r.state === 'running') ? SOON * 2 : false),
  });

export const useRun = (id: string) =>
  useQuery({
    queryKey: ['checkup', id],
    enabled: id !== '',
    queryFn: ({ signal }) => get<WholeRun>(`/api/checkups/${id}`, {}, signal),
    refetchInterval: (q) => (q.state.data?.state === 'running' ? SOON : false),
  });

/** Seconds a run took, "3.2". */
export function secondsOf(run: Run): string | null {
  if (!run.finishedAt) return null;
  const ms = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  return ms >= 0 ? (ms / 1000).toFixed(1) : null;
}
