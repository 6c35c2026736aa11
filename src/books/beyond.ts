// How much of the past is put right at once. A pool with more lines than that is marked, and its costs are put right by a job of their own (late-costs.ts).
import type { PoolState } from '#costing';
import type { Posting } from '#kernel/decision';
import { type Facts, poolKey } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import { keyOf, poolChanges, type PoolName } from './pools.ts';

/** Lines of one pool that a person waits for: some two seconds (docs/decisions/0006). A company may choose another figure (`recostAtOnce`). */
export const AT_ONCE = 50_000;
export const atOnce = (facts: Facts): number => facts.org.settings.recostAtOnce ?? AT_ONCE;

/** A pool with more lines since its last closed month than are put right at once. */
export type Far = PoolName & { readonly lines: number };
/** By the keys of their pools. */
export type FarPools = ReadonlyMap<string, Far>;
export const NONE_FAR: FarPools = new Map();

const NIL = '00000000-0000-0000-0000-000000000000';

/** Those of the pools that have more than `most` lines since their last closed month. One round trip; counts no further than it must to know. */
export async function farAmong(snapshot: Snapshot, names: readonly PoolName[], most: number): Promise<FarPools> {
  if (names.length === 0) return NONE_FAR;
  const rows = await snapshot.query<{ n: number; lines: number }>(
    `select w.n::int, x.lines::int from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as w(item, cost_group, lot, n)
      cross join lateral (select coalesce(max(c.period), 0) as since from books.pool_close c where c.org_id = books.org() and c.item_id = w.item and c.cost_group = w.cost_group and c.lot_id = w.lot) c
      cross join lateral (select count(*) as lines from (select from books.stock_line s where s.org_id = books.org() and s.item_id = w.item and s.cost_group = w.cost_group
        and (w.lot = $4::uuid or s.lot_id = w.lot) and s.period + 0 > c.since and not s.internal limit $5::int + 1) l) x where x.lines > $5::int`,
    [names.map((n) => n.item), names.map((n) => n.group ?? NIL), names.map((n) => n.lot ?? NIL), NIL, most],
  );
  return new Map(rows.flatMap(({ n, lines }) => (names[n - 1] ? [[keyOf(names[n - 1] as PoolName), { ...(names[n - 1] as PoolName), lines }] as const] : [])));
}

/**
 * May the pools wait for their corrections? Only while they stay sound in between: no value without goods, layers that add up. Otherwise the document
 * is put right at once, however long it takes. Lots with a cost of their own are never many.
 */
export function mayWait(posting: Posting, facts: Facts, names: readonly PoolName[]): boolean {
  const { changes } = poolChanges(posting, facts);
  return names.every((name) => {
    const { costMethod } = facts.items[name.item] ?? {};
    if (!costMethod || costMethod === 'individual') return false;
    const change = changes.find((c) => keyOf(c) === keyOf(name));
    const pool = facts.pools[poolKey(name.item, name.group, name.lot)];
    const [qty, value] = [(pool?.qty ?? 0n) + (change?.qty ?? 0n), (pool?.value ?? 0n) + (change?.value ?? 0n)];
    if (qty === 0n) return value === 0n;
    if (qty < 0n) return true;
    return value >= 0n && (costMethod !== 'fifo' || addUp(change?.layers ?? pool?.layers ?? [], { qty, value }));
  });
}

const addUp = (layers: PoolState['layers'], { qty, value }: { readonly qty: bigint; readonly value: bigint }): boolean =>
  layers.reduce((sum, l) => sum + l.qty, 0n) === qty && layers.reduce((sum, l) => sum + l.value, 0n) === value;
