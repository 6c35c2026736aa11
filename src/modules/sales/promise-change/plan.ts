// Who keeps what is promised when there is less of it, who gets what is free again, and when the rest will be there. Pure.
import type { Day } from '#kernel/day';

/** What an order line still wants: `open` of `wanted` is reserved. Quantities in 10⁻⁶ base units. */
export type Wish = {
  readonly doc: string;
  readonly line: number;
  readonly item: string;
  readonly warehouse: string;
  readonly wanted: bigint;
  readonly open: bigint;
  /** What the customer was promised last; null when no day was named. */
  readonly promised: Day | null;
  /** What the customer asked for when ordering. */
  readonly asked: Day | null;
};
export type Arrival = { readonly item: string /** Null: for whichever warehouse. */; readonly warehouse: string | null; readonly day: Day; readonly qty: bigint };
export type Stock = { readonly item: string; readonly warehouse: string; readonly qty: bigint };
/** A wish whose reservation or day changes: `change` > 0 reserves, < 0 releases; `promised` null = nobody knows. */
export type Change = { readonly wish: Wish; readonly change: bigint; readonly promised: Day | null };

const placeOf = (x: { readonly item: string; readonly warehouse: string }): string => `${x.item}|${x.warehouse}`;
const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/**
 * Plans again. `wishes` come in the order of the promises: the first keeps first. What is reserved stays reserved as long as there is enough; what is left
 * goes to those who wait; who still lacks something is promised the day on which the goods on order cover everybody before and themselves.
 */
export function replan(wishes: readonly Wish[], supply: { readonly stock: readonly Stock[]; readonly arrivals: readonly Arrival[] }, today: Day): readonly Change[] {
  const left = new Map<string, bigint>();
  for (const s of supply.stock) left.set(placeOf(s), (left.get(placeOf(s)) ?? 0n) + s.qty);
  const take = (place: string, most: bigint): bigint => {
    const taken = least(most, left.get(place) ?? 0n);
    if (taken <= 0n) return 0n;
    left.set(place, (left.get(place) ?? 0n) - taken);
    return taken;
  };
  const kept = wishes.map((w) => take(placeOf(w), least(w.open, w.wanted)));
  const held = wishes.map((w, i) => (kept[i] ?? 0n) + take(placeOf(w), w.wanted - (kept[i] ?? 0n)));
  const expect = expected(supply.arrivals, today);
  return wishes.flatMap((wish, i): Change[] => {
    const has = held[i] ?? 0n;
    const change = has - wish.open;
    const lacks = wish.wanted - has;
    const promised = lacks > 0n ? expect(wish, lacks) : change > 0n ? dayKept(wish, today) : wish.promised;
    return change === 0n && promised === wish.promised ? [] : [{ wish, change, promised }];
  });
}

/** Covered in full again: the day asked for, when that can still be kept. */
const dayKept = (wish: Wish, today: Day): Day => (wish.asked !== null && wish.asked > today ? wish.asked : today);

/** Gives goods on order to one wish after the other; says on which day a wish is covered: never before the customer asked for it, and earlier again when the goods come earlier. */
function expected(arrivals: readonly Arrival[], today: Day): (wish: Wish, lacks: bigint) => Day | null {
  const coming = arrivals.map((a) => ({ ...a, day: a.day < today ? today : a.day, left: a.qty })).toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return (wish, lacks) => {
    let need = lacks;
    for (const a of coming) {
      if (a.item !== wish.item || (a.warehouse !== null && a.warehouse !== wish.warehouse) || a.left <= 0n) continue;
      const taken = least(a.left, need);
      a.left -= taken;
      need -= taken;
      if (need === 0n) return wish.asked !== null && wish.asked > a.day ? wish.asked : a.day;
    }
    return null;
  };
}
