// Arithmetic that all methods share: rounding once, shortages, unit prices.
import { divideHalfUp } from '#kernel/money';
import type { Filled, Layer, Portion } from './method.ts';

/** qty of whole, as a part of value, rounded half up; the whole takes everything. */
export const share = (value: bigint, qty: bigint, whole: bigint): bigint => (qty === whole ? value : divideHalfUp(value * qty, whole));

/** Value in 分 of a quantity (10⁻⁶) at a price (10⁻⁶ 元). */
export const worthAt = (qty: bigint, price: bigint): bigint => divideHalfUp(qty * price, 10_000_000_000n);
/** Price (10⁻⁶ 元) of a value in 分 over a quantity (10⁻⁶, > 0). */
export const priceAt = (value: bigint, qty: bigint): bigint => divideHalfUp(value * 10_000_000_000n, qty);

/** Values shortages, oldest first, at the unit cost of a receipt. What is left of the receipt goes on the shelf. */
export function fill(shortages: readonly Layer[], qty: bigint, cost: bigint): { readonly left: Layer[]; readonly qty: bigint; readonly cost: bigint; readonly filled: Filled[] } {
  const filled: Filled[] = [];
  const left: Layer[] = [];
  for (const short of shortages) {
    const missing = -short.qty;
    const take = qty < missing ? qty : missing;
    if (take === 0n) {
      left.push(short);
      continue;
    }
    const is = share(cost, take, qty);
    const was = share(-short.value, take, missing);
    filled.push({ of: short.of, was, is });
    qty -= take;
    cost -= is;
    if (take < missing) left.push({ of: short.of, qty: short.qty + take, value: short.value + was });
  }
  return { left, qty, cost, filled };
}

/** Goods as the portions they come in, worth `cost` in all: what was found out about them since is shared by quantity. One portion when nobody knows better. */
export function portioned(portions: readonly Portion[] | null | undefined, qty: bigint, cost: bigint): readonly Portion[] {
  if (!portions || portions.reduce((sum, p) => sum + p.qty, 0n) !== qty) return [{ qty, value: cost }];
  let more = cost - portions.reduce((sum, p) => sum + p.value, 0n);
  let left = qty;
  return portions.map((p) => {
    const part = share(more, p.qty, left);
    more -= part;
    left -= p.qty;
    return { qty: p.qty, value: p.value + part };
  });
}
