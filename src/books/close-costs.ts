// The cost calculation of a month that is about to be closed: values the issues of 全月一次加权 with the month's final average, books the differences as
// 出库成本调整单, and writes down what every pool holds at the month's end, where later replays will begin. Pool by pool, in transactions of their own,
// so that others go on working and memory stays flat.
import type { CostMethodName, PoolState } from '#costing';
import type { Day, Period } from '#kernel/day';
import { must } from '#kernel/must';
import type { Tx } from '#kernel/ports';
import { historiesOf, type History } from './history.ts';
import { putLateRight } from './late-costs.ts';
import { bookCorrections, type Caller, type Hand, type PenPorts, type Reply } from './stroke.ts';
import { keyOf, type PoolName } from './pools.ts';
import { Ripple } from './ripple.ts';

export type CostRun = { readonly pools: number; readonly lines: number; readonly documents: readonly Reply[] };
type Listed = { readonly item: string; readonly group: string | null; readonly lot: string | null; readonly method: CostMethodName; readonly moved: boolean };

/** Pools of one transaction: few enough that nobody waits long for a hot item, many enough that a document has some weight. */
const BATCH = 200;

/** Computes the costs of a period. Asked again with nothing changed, it books nothing. `tell` says how many pools are done. */
export async function closeCosts(
  ports: PenPorts,
  caller: Caller,
  work: { readonly period: Period; readonly day: Day; readonly tell?: (done: number, total: number) => void },
): Promise<CostRun> {
  // What late documents have left to do belongs to the month.
  const before = await putLateRight(ports, caller);
  const listed = await ports.db.read(caller.scope, (snapshot) =>
    snapshot.query<Listed>(
      `select p.item_id as item, nullif(p.cost_group, books.nil()) as "group", nullif(p.lot_id, books.nil()) as lot, coalesce(r.data->>'costMethod', 'moving-average') as method,
          coalesce(p.last_day > $1::date, false) or p.qty < 0 as moved
        from books.cost_pool p join books.record r on r.org_id = p.org_id and r.id = p.item_id
        where p.org_id = books.org() and p.last_day is not null and (r.data->>'costMethod' is distinct from 'individual' or p.lot_id <> books.nil())
        order by p.item_id, p.cost_group, p.lot_id`,
      [work.day],
    ),
  );
  const documents: Reply[] = before.flatMap((b) => b.documents);
  let lines = before.reduce((sum, b) => sum + b.lines, 0);
  for (let i = 0; i < listed.length; i += BATCH) {
    const batch = listed.slice(i, i + BATCH);
    const done = await ports.db.write(caller.scope, (tx) => closeBatch({ ports, tx }, caller, { ...work, batch }));
    documents.push(...done.documents);
    lines += done.lines;
    work.tell?.(Math.min(i + BATCH, listed.length), listed.length);
  }
  if (documents.length > 0) ports.db.nudge('booked');
  return { pools: listed.length, lines, documents };
}

type Batch = { readonly period: Period; readonly day: Day; readonly batch: readonly Listed[] };

async function closeBatch({ ports, tx }: Hand, caller: Caller, { period, day, batch }: Batch): Promise<{ readonly documents: readonly Reply[]; readonly lines: number }> {
  await tx.query('select books.hold_pools($1::uuid[])', [[...new Set(batch.map((b) => b.item))].toSorted()]);
  // Only these need their history: months that become final, pools that have moved on since, whose state at the month's end nobody knows, and those below zero,
  // whose shortages the next month's receipts will ask for.
  const histories = await historiesOf(
    tx,
    batch.filter((b) => b.method === 'monthly-average' || b.moved).map(({ item, group, lot }): PoolName => ({ item, group, lot })),
  );
  const monthly = histories.filter((h) => h.method === 'monthly-average');
  const run = new Ripple(tx, new Map(monthly.map((h) => [keyOf(h.name), h])), { final: period });
  for (const h of monthly) await run.replay(keyOf(h.name));
  await run.settle();
  const { changes, after } = await run.result();
  const documents = changes.length === 0 ? [] : await bookCorrections({ ports, tx }, caller, { changes, after, cause: { id: null, day, reason: 'month' } });
  await snapshotPools(tx, period, { batch, histories, run, after });
  return { documents, lines: changes.length };
}

/** Writes down the pools at the end of the month. */
async function snapshotPools(
  tx: Tx,
  period: Period,
  known: { readonly batch: readonly Listed[]; readonly histories: readonly History[]; readonly run: Ripple; readonly after: ReadonlyMap<string, PoolState> },
): Promise<void> {
  const computed = new Map<string, PoolState>();
  for (const h of known.histories) {
    // A pool without later lines stands at the month's end where its replay left it.
    const last = h.entries.every((e) => e.step.period <= period) ? known.after.get(keyOf(h.name)) : undefined;
    computed.set(keyOf(h.name), last ?? (await known.run.stateThrough(h, period)));
  }
  const still = known.batch.filter((b) => !computed.has(keyOf(b)));
  const now = await tx.query<{ item: string; group: string | null; lot: string | null; qty: string; value: string; price: string; layers: unknown }>(
    `select p.item_id as item, nullif(p.cost_group, books.nil()) as "group", nullif(p.lot_id, books.nil()) as lot, p.qty::text, p.value::text, p.last_price::text as price, p.layers
      from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as w(item, cost_group, lot)
      join books.cost_pool p on p.org_id = books.org() and p.item_id = w.item and p.cost_group = coalesce(w.cost_group, books.nil()) and p.lot_id = coalesce(w.lot, books.nil())`,
    [still.map((b) => b.item), still.map((b) => b.group), still.map((b) => b.lot)],
  );
  const rows = [...now, ...known.histories.map((h) => ({ ...h.name, ...stored(computed.get(keyOf(h.name))) }))];
  await tx.query('select books.close_pools($1::int, $2::jsonb)', [period, JSON.stringify(rows)]);
}

function stored(state: PoolState | undefined): Record<string, unknown> {
  must(state, 'state of a computed pool');
  return { qty: String(state.qty), value: String(state.value), price: String(state.price), layers: state.layers.map((l) => [l.of, String(l.qty), String(l.value)]) };
}
