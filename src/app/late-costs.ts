// The worker that puts costs right after very late documents, company by company (#books/pen putLateRight). Every process runs one; what one has done the other finds done.
import { putLateRight, THE_HOUSE } from '#books/pen';
import type { Ports } from './context.ts';
import { looped } from './sequencer.ts';
import { wholeCompany } from './whole-company.ts';

/** A job that nobody has heard of for so long is taken up again, by whoever looks first; one that failed is tried again as late. */
const SILENT = '60 seconds';
const POLL_MS = 2000;

/** Does what waits in all companies, now. Returns how many documents were seen to. */
export async function putAllLateRight(ports: Ports): Promise<number> {
  const due = await ports.db.door((tx) =>
    tx.query<{ org: string }>(`select distinct org_id::text as org from books.late_cost where stage = 'waiting' or beat < now() - interval '${SILENT}'`),
  );
  let done = 0;
  for (const { org } of due) done += (await putLateRight(ports, { actor: THE_HOUSE, scope: await wholeCompany(ports.db, org), trace: { job: 'late-costs' } })).length;
  return done;
}

export const startLateCosts = (ports: Ports, onError: (error: unknown) => void): { readonly stop: () => Promise<void> } =>
  looped(ports.db, () => putAllLateRight(ports), { hears: null, poll: POLL_MS, onError });
