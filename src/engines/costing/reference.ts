// What a unit of a pool is thought to cost before anything in the pool says so: goods issued beyond the stock of a pool that never had a cost are worth that
// until their receipt comes. A pool keeps what it began with, so that a replay years later begins with the same.
import { type Facts, type Pool, poolKey } from '#kernel/facts';
import { type Price, price } from '#kernel/money';
import type { PoolState } from './method.ts';
import { priceAt } from './shares.ts';

type Named = { readonly item: string; readonly group: string | null; readonly lot: string | null };

/** Unit cost a pool tells of, 0 when it tells none. */
const told = (p: Pool): bigint => (p.qty > 0n && p.value > 0n ? priceAt(p.value, p.qty) : (p.price ?? 0n));

/** The item's cost elsewhere: in the same warehouse group (another lot), else where it moved last. `wholes`: its pools without a lot. */
function elsewhere(wholes: readonly Pool[], own: Named): bigint {
  const knowing = wholes.filter((p) => told(p) > 0n && (own.lot !== null || (p.group ?? null) !== own.group));
  const near = knowing.find((p) => (p.group ?? null) === own.group);
  const [latest] = knowing.toSorted((a, b) => ((a.lastDay ?? '') < (b.lastDay ?? '') ? 1 : -1));
  const best = near ?? latest;
  return best ? told(best) : 0n;
}

/**
 * Price (10⁻⁶ 元 per base unit) a pool begins with: what it kept; else the item's cost in another pool, its 参考进价 without deductible VAT, its standard cost;
 * 0 when nobody knows.
 */
export function references(facts: Pick<Facts, 'items' | 'pools'>): (pool: Named) => Price {
  let byItem: ReadonlyMap<string, readonly Pool[]> | null = null;
  return (pool) => {
    const kept = facts.pools[poolKey(pool.item, pool.group, pool.lot)]?.reference ?? 0n;
    if (kept > 0n) return price(kept);
    byItem ??= wholesOf(facts.pools);
    const other = elsewhere(byItem.get(pool.item) ?? [], pool);
    const item = facts.items[pool.item];
    return price(other > 0n ? other : (item?.reference ?? item?.standardCost ?? 0n));
  };
}

function wholesOf(pools: Facts['pools']): ReadonlyMap<string, readonly Pool[]> {
  const wholes = new Map<string, Pool[]>();
  for (const p of Object.values(pools)) if ((p.lot ?? null) === null) wholes.set(p.item, [...(wholes.get(p.item) ?? []), p]);
  return wholes;
}

/** A state that knows no cost takes the reference. */
export const begun = (state: PoolState, reference: () => bigint): PoolState => (state.price > 0n ? state : { ...state, price: reference() });
