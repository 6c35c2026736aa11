// Puts right what a late document with very many later lines changed, after it was booked: first looks what it will change and says so, then books all of it
// as 出库成本调整单 in one transaction. Until then the pools are marked; others go on posting, to other items without ever waiting.
import { type Day, periodOf } from '#kernel/day';
import type { Scope, Snapshot, Tx } from '#kernel/ports';
import { type Effect, effectOf } from './adjust.ts';
import { calmly } from './breath.ts';
import { historiesOf } from './history.ts';
import { keyOf, nameOf, type PoolName } from './pools.ts';
import type { Recosted } from './recost.ts';
import { byKey, Ripple } from './ripple.ts';
import { bookCorrections, type Caller, type PenPorts, type Reply } from './stroke.ts';

/** One document's unfinished business. */
type Waiting = { readonly doc: string; readonly number: string; readonly day: Day; readonly user: string; readonly pools: readonly PoolName[] };
type LateRun = { readonly doc: string; readonly lines: number; readonly documents: readonly Reply[] };

const WAITING = `
  select l.doc_id as doc, d.number, min(l.day)::text as day, min(l.user_name) as user,
    jsonb_agg(jsonb_build_object('item', l.item_id, 'group', nullif(l.cost_group, books.nil()), 'lot', nullif(l.lot_id, books.nil())) order by l.item_id, l.cost_group, l.lot_id) as pools
  from books.late_cost l join books.document d on d.org_id = l.org_id and d.id = l.doc_id where l.org_id = books.org()`;

/** What waits in a company, oldest first. */
const waitingIn = (s: Snapshot): Promise<Waiting[]> => s.query<Waiting>(`${WAITING} group by 1, 2 order by min(l.at), 1`);

/** Does all that waits in the company. What fails says so on its mark and is tried again later; the others are done first, then the error is thrown on. */
export async function putLateRight(ports: PenPorts, caller: Caller): Promise<readonly LateRun[]> {
  const runs: LateRun[] = [];
  const failed: unknown[] = [];
  for (const work of await ports.db.read(caller.scope, waitingIn)) {
    try {
      runs.push(...(await putRight(ports, caller, work)));
    } catch (error) {
      await stage(ports, caller.scope, { doc: work.doc, at: 'failed', trouble: error instanceof Error ? error.message.slice(0, 300) : String(error) });
      failed.push(error);
    }
  }
  if (runs.length > 0) ports.db.nudge('booked');
  if (failed.length > 0) throw failed[0];
  return runs;
}

type Stage = { readonly doc: string; readonly at: 'computing' | 'booking' | 'failed'; readonly effect?: Effect; readonly trouble?: string };
const stage = (ports: PenPorts, scope: Scope, { doc, at, effect, trouble }: Stage): Promise<unknown> =>
  ports.db.write(scope, (tx) =>
    tx.query('select books.late_costs_stage($1, $2, $3::jsonb, $4)', [
      doc,
      at,
      effect ? JSON.stringify(effect, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)) : null,
      trouble ?? null,
    ]),
  );

/** Replays the pools as they stand booked, and whatever their changes travel to. */
async function replayed(s: Snapshot, pools: readonly PoolName[], looking: boolean): Promise<Recosted> {
  const run = new Ripple(s, byKey(await historiesOf(s, pools)), { looking });
  for (const name of pools) await run.replay(keyOf(name));
  await run.settle();
  return run.result();
}

async function putRight(ports: PenPorts, caller: Caller, work: Waiting): Promise<readonly LateRun[]> {
  await stage(ports, caller.scope, { doc: work.doc, at: 'computing' });
  // Looked at without a lock first: people see what will change while they go on posting.
  const found = await ports.db.read(caller.scope, (s) => replayed(s, work.pools, true));
  await stage(ports, caller.scope, { doc: work.doc, at: 'booking', effect: await calmly(effectOf(found.changes)) });
  return ports.db.write(caller.scope, (tx) => book(ports, caller, { tx, work }));
}

async function book(ports: PenPorts, caller: Caller, { tx, work }: { readonly tx: Tx; readonly work: Waiting }): Promise<readonly LateRun[]> {
  await tx.query('select books.hold_pools($1::uuid[])', [[...new Set(work.pools.map((p) => p.item))].toSorted()]);
  // Somebody else may have done it meanwhile, or news may have come on top of the news.
  const [now] = (await tx.query<Waiting>(`${WAITING} and l.doc_id = $1 group by 1, 2`, [work.doc])) as readonly Waiting[];
  if (!now) return [];
  const found = await replayed(tx, now.pools, false);
  const [closed] = await tx.query<{ through: number }>(`select coalesce(max(period), 0)::int as through from books.period where org_id = books.org() and state = 'closed'`);
  const day = periodOf(now.day) > (closed?.through ?? 0) ? now.day : ports.clock.today();
  const as: Caller = { ...caller, trace: { ...caller.trace, lateCosts: now.number, for: now.user } };
  const documents =
    found.changes.length === 0 ? [] : await bookCorrections({ ports, tx }, as, { changes: found.changes, after: found.after, cause: { id: now.doc, day, reason: 'late' } });
  await tx.query('select books.late_costs_done($1, $2::jsonb)', [now.doc, JSON.stringify(statesOf(found))]);
  return [{ doc: now.doc, lines: found.changes.length, documents }];
}

/** The pools as the replay leaves them, by their names in the database. */
function statesOf({ after }: Recosted): readonly Record<string, unknown>[] {
  return [...after].map(([key, state]) => ({
    ...nameOf(key),
    qty: String(state.qty),
    value: String(state.value),
    price: String(state.price),
    layers: state.layers.filter((l) => l.qty > 0n).map((l) => [l.of, String(l.qty), String(l.value)]),
  }));
}
