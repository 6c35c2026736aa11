// 全月一次加权平均: one unit cost per month — (opening value + receipts' value) ÷ (opening quantity + receipts' quantity) — for all of the month's issues.
// Goods that customers bring back within the month lower its issues; they are no receipts (财会 practice: 冲减本月发出).
// A month that is not final yet stands as booked: its issues are valued provisionally and corrected when the month is closed.
import { divideHalfUp } from '#kernel/money';
import type { PoolState } from './method.ts';
import type { Merged, Replayed, Step } from './replay.ts';
import { priceAt, worthAt } from './shares.ts';

type Rate = { readonly value: bigint; readonly qty: bigint; readonly price: bigint };

const costAt = (rate: Rate, qty: bigint): bigint => (rate.qty > 0n ? divideHalfUp(rate.value * qty, rate.qty) : worthAt(qty, rate.price));

export function monthly(opening: PoolState, { steps, extra }: Merged, { found, final }: { readonly found: ReadonlyMap<string, bigint>; readonly final: number | null }): Replayed {
  const changes = new Map<string, bigint>();
  let state: PoolState = { ...opening, layers: [] };
  for (const period of [...new Set(steps.map((s) => s.period))].toSorted((a, b) => a - b)) {
    const month = steps.filter((s) => s.period === period);
    const closed = final !== null && period <= final;
    state = closed ? closeMonth(state, month, { found, extra, changes }) : asBooked(state, month, extra);
  }
  return { state, changes, portions: new Map() };
}

function asBooked(state: PoolState, month: readonly Step[], extra: ReadonlyMap<string, bigint>): PoolState {
  for (const s of month) state = priced({ ...state, qty: state.qty + s.qty, value: state.value + s.cost + (extra.get(s.id) ?? 0n) });
  return state;
}

const priced = (state: PoolState): PoolState => (state.qty > 0n && state.value > 0n ? { ...state, price: priceAt(state.value, state.qty) } : state);

type Around = { readonly found: ReadonlyMap<string, bigint>; readonly extra: ReadonlyMap<string, bigint>; readonly changes: Map<string, bigint> };

/** Does the step follow the month's rate: an issue, or an issue of this month that came back? */
function followsRate(month: readonly Step[]): (s: Step) => boolean {
  if (!month.some((s) => s.qty > 0n && s.basis === 'origin')) return (s) => s.qty < 0n && s.basis === 'pool';
  const issues = new Set(month.filter((s) => s.qty < 0n).map((s) => `${s.doc}/${s.line}`));
  return (s) => (s.qty < 0n ? s.basis === 'pool' : s.qty > 0n && s.basis === 'origin' && s.of !== null && issues.has(`${s.of.doc}/${s.of.line}`));
}

function closeMonth(state: PoolState, month: readonly Step[], { found, extra, changes }: Around): PoolState {
  const follows = followsRate(month);
  const wanted = (s: Step): bigint => found.get(s.id) ?? s.cost;
  // What does not follow the rate makes it: opening, receipts with their later changes, goods sent back to suppliers, corrections of closed months.
  const makers = month.filter((s) => !follows(s));
  const value = makers.reduce((sum, s) => sum + wanted(s) + (extra.get(s.id) ?? 0n), state.value);
  const qty = makers.reduce((sum, s) => sum + s.qty, state.qty);
  const rate: Rate = { value, qty, price: state.price };
  for (const s of makers) change(changes, s.id, wanted(s) - s.cost);
  const followers = month.filter(follows);
  const left = qty + followers.reduce((sum, s) => sum + s.qty, 0n);
  let rest = value;
  followers.forEach((s, i) => {
    const last = left === 0n && i === followers.length - 1;
    const cost = last ? -rest : s.qty < 0n ? -costAt(rate, -s.qty) : costAt(rate, s.qty);
    rest += cost;
    change(changes, s.id, cost - s.cost);
  });
  return priced({ qty: left, value: rest, price: qty > 0n && value > 0n ? priceAt(value, qty) : state.price, layers: [] });
}

function change(changes: Map<string, bigint>, id: string, by: bigint): void {
  if (by !== 0n) changes.set(id, (changes.get(id) ?? 0n) + by);
}
