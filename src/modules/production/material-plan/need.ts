// What a plan still needs of its materials, when the last of it will be there, and when the goods can be finished. Pure.
import { addDays, type Day } from '#kernel/day';

const MILLION = 1_000_000n;
/** What is not on order is there so many days from now, when nobody said how long it takes. */
export const BUY_DAYS = 7;

/** A material of a version: `qty` for `batch` of the product, in 10⁻⁶ base units; `waste` in 10⁻⁶. */
export type Component = { readonly item: string; readonly qty: bigint; readonly waste: bigint; readonly buyDays: number | null };
export type Bom = { readonly batch: bigint; readonly makeDays: number; readonly components: readonly Component[] };
/** What is issued of a material for the plan so far, and how much one piece took by the version it was issued for; 10⁻⁶. */
export type Issued = { readonly item: string; readonly qty: bigint; readonly per: bigint };

const ceilDiv = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** Material for one piece with its waste, in 10⁻⁶, rounded up. */
export const perPiece = (c: Component, batch: bigint): bigint => ceilDiv(c.qty * (MILLION + c.waste), batch);

/**
 * Material still to be taken for `open` pieces, of which `made` are finished already: what was issued and is not in finished pieces is on the shop floor and counts.
 */
export function needOf(c: Component, bom: Bom, at: { readonly open: bigint; readonly made: bigint; readonly issued: Issued | undefined }): bigint {
  const wanted = ceilDiv(at.open * c.qty * (MILLION + c.waste), bom.batch * MILLION);
  const there = at.issued ? most(0n, at.issued.qty - ceilDiv(at.made * at.issued.per, MILLION)) : 0n;
  return most(0n, wanted - there);
}

export type Arrival = { readonly item: string; readonly day: Day; readonly qty: bigint };
/** What is short of a material, when it will be there, and how much of it nobody has ordered. */
export type Shortage = { readonly short: bigint; readonly day: Day | null; readonly unordered: bigint };

/** Takes from free stock and then from goods on order, one need after the other; what is taken is gone for the next. */
export function supplyFrom(free: ReadonlyMap<string, bigint>, arrivals: readonly Arrival[], today: Day) {
  const left = new Map(free);
  const coming = arrivals.map((a) => ({ ...a, day: a.day < today ? today : a.day, left: a.qty })).toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  return (item: string, need: bigint, buyDays: number | null): Shortage => {
    const have = most(0n, left.get(item) ?? 0n);
    const short = most(0n, need - have);
    left.set(item, have - (need - short));
    if (short === 0n) return { short, day: null, unordered: 0n };
    let open = short;
    let day: Day = today;
    for (const a of coming) {
      if (open === 0n) break;
      if (a.item !== item || a.left === 0n) continue;
      const taken = a.left < open ? a.left : open;
      a.left -= taken;
      open -= taken;
      day = a.day;
    }
    return { short, day: open > 0n ? addDays(today, buyDays ?? BUY_DAYS) : day, unordered: open };
  };
}

/** A plan is finished when it was to be, or when its last material is there and has been worked on. */
export function finishedOn(due: Day, lastMaterial: Day | null, makeDays: number): Day {
  if (lastMaterial === null) return due;
  const earliest = addDays(lastMaterial, makeDays);
  return earliest > due ? earliest : due;
}
