// 全月一次加权平均: one unit cost per month — (opening value + receipts' value) ÷ (opening quantity + receipts' quantity) — for all of the month's issues.
// Goods that customers bring back within the month lower its issues; they are no receipts (财会 practice: 冲减本月发出).
// A month that is not final yet stands as booked: its issues are valued provisionally and corrected when the month is closed. Only what was issued beyond the
// stock is put right at once, by the receipt that fills it: else goods would be worth less than nothing until the month's end.
// What is short at a month's end costs the month's unit cost; the next receipts say what it really cost, and the difference goes to the issues that were short.
import { divideHalfUp } from '#kernel/money';
import { averaging } from './average.ts';
import type { Layer, PoolState } from './method.ts';
import type { Merged, Replayed, Step } from './replay.ts';
import { priceAt, share, worthAt } from './shares.ts';

type Known = { readonly found: ReadonlyMap<string, bigint>; readonly extra: ReadonlyMap<string, bigint>; readonly changes: Map<string, bigint> };

/** Fills shortages, and values what goes out beyond the stock. */
const provisional = averaging('monthly-average');

export function monthly(opening: PoolState, { steps, extra }: Merged, { found, final }: { readonly found: ReadonlyMap<string, bigint>; readonly final: number | null }): Replayed {
  const known: Known = { found, extra, changes: new Map() };
  let state: PoolState = { ...opening, layers: opening.layers.filter((l) => l.qty < 0n) };
  for (const period of [...new Set(steps.map((s) => s.period))].toSorted((a, b) => a - b)) {
    const month = steps.filter((s) => s.period === period);
    state = final !== null && period <= final ? closeMonth(state, month, known) : asBooked(state, month, known);
  }
  return { state, changes: known.changes, portions: new Map() };
}

const priced = (state: PoolState): PoolState => (state.qty > 0n && state.value > 0n ? { ...state, price: priceAt(state.value, state.qty) } : state);

function change(changes: Map<string, bigint>, id: string, by: bigint): void {
  const sum = (changes.get(id) ?? 0n) + by;
  if (sum === 0n) changes.delete(id);
  else changes.set(id, sum);
}

/** Goods come in: what is missing is filled first, and the issues that were short bear the difference. */
function takeIn(state: PoolState, came: { readonly qty: bigint; readonly cost: bigint }, changes: Map<string, bigint>): PoolState {
  const { state: after, filled } = provisional.receive(state, { of: '', ...came });
  for (const f of filled) change(changes, f.of, f.was - f.is);
  return after;
}

function asBooked(opening: PoolState, month: readonly Step[], { found, extra, changes }: Known): PoolState {
  let state = opening;
  for (const s of month) {
    const own = found.get(s.id) ?? s.cost;
    const cost = own + (extra.get(s.id) ?? 0n);
    if (s.qty > 0n) {
      change(changes, s.id, own - s.cost);
      state = takeIn(state, { qty: s.qty, cost }, changes);
    } else if (state.qty + s.qty < 0n && s.qty < 0n) {
      const short = provisional.issue(state, { of: s.id, qty: -s.qty });
      change(changes, s.id, -short.cost - s.cost);
      state = short.state;
    } else {
      // What was found out about goods that are all gone since has gone with the last of them.
      const whole = found.size > 0 && s.qty < 0n && state.qty + s.qty === 0n ? -state.value : cost;
      change(changes, s.id, whole - cost + own - s.cost);
      state = priced({ ...state, qty: state.qty + s.qty, value: state.value + whole });
    }
  }
  return state;
}

/** Does the step follow the month's rate: an issue, or an issue of this month that came back? */
function followsRate(month: readonly Step[]): (s: Step) => boolean {
  if (!month.some((s) => s.qty > 0n && s.basis === 'origin')) return (s) => s.qty < 0n && s.basis === 'pool';
  const issues = new Set(month.filter((s) => s.qty < 0n).map(lineOf));
  return (s) => (s.qty < 0n ? s.basis === 'pool' : s.qty > 0n && s.basis === 'origin' && s.of !== null && issues.has(lineOf(s.of)));
}
const lineOf = (at: { readonly doc: string; readonly line: number }): string => `${at.doc}/${at.line}`;

/** 分 by which a share of a receipt may be off, being rounded by its own document. */
const ROUNDING = 2n;

/**
 * What makes the month's rate besides the opening: receipts with their later changes, goods sent back to suppliers, corrections of closed months. Goods of this
 * month go back at what their receipt has come to cost, but never so much that the rest would be worth less than nothing, and everything with the last unit.
 */
function supplied(opening: PoolState, makers: readonly Step[], { found, extra, changes }: Known): { readonly qty: bigint; readonly cost: bigint } {
  const receipts = receiptsOf(makers, { found, extra });
  let [qty, cost] = [0n, 0n];
  for (const s of makers) {
    const receipt = s.of && !s.atOrigin ? receipts.get(lineOf(s.of)) : undefined;
    // A later change of a receipt's value is part of the receipt.
    if (s.qty === 0n && receipt) continue;
    const booked = found.get(s.id) ?? s.cost;
    const own = s.qty < 0n && receipt && !found.has(s.id) ? -sentBack(-s.qty, { booked: -booked, receipt, have: opening.qty + qty, worth: opening.value + cost }) : booked;
    change(changes, s.id, own - s.cost);
    qty += s.qty;
    const mine = s.qty > 0n ? receipts.get(lineOf(s)) : undefined;
    cost += own + (extra.get(s.id) ?? 0n) + (mine?.first === s.id ? mine.later : 0n);
  }
  return { qty, cost };
}

type Receipt = { readonly qty: bigint; readonly cost: bigint; readonly later: bigint; readonly first: string };

/** The month's receipts by line, with all that changed their value later. */
function receiptsOf(makers: readonly Step[], { found, extra }: Pick<Known, 'found' | 'extra'>): ReadonlyMap<string, Receipt> {
  const receipts = new Map<string, Receipt>();
  for (const s of makers) {
    if (s.qty <= 0n) continue;
    const before = receipts.get(lineOf(s)) ?? { qty: 0n, cost: 0n, later: 0n, first: s.id };
    receipts.set(lineOf(s), { ...before, qty: before.qty + s.qty, cost: before.cost + (found.get(s.id) ?? s.cost) + (extra.get(s.id) ?? 0n) });
  }
  for (const s of makers) {
    const receipt = s.qty === 0n && s.of && !s.atOrigin ? receipts.get(lineOf(s.of)) : undefined;
    if (receipt && s.of) receipts.set(lineOf(s.of), { ...receipt, cost: receipt.cost + s.cost, later: receipt.later + s.cost });
  }
  return receipts;
}

type Sent = { readonly booked: bigint; readonly receipt: Receipt; readonly have: bigint; readonly worth: bigint };
/** What goods of a receipt that go back to their supplier leave at. */
function sentBack(qty: bigint, { booked, receipt, have, worth }: Sent): bigint {
  const exact = share(receipt.cost, qty, receipt.qty);
  const wished = booked - exact > ROUNDING || exact - booked > ROUNDING ? exact : booked;
  if (have < qty) return booked;
  return have === qty || wished > worth ? worth : wished;
}

function closeMonth(opening: PoolState, month: readonly Step[], known: Known): PoolState {
  const follows = followsRate(month);
  const [makers, followers] = [month.filter((s) => !follows(s)), month.filter(follows)];
  const came = supplied(opening, makers, known);
  const supply = came.qty > 0n ? takeIn(opening, came, known.changes) : priced({ ...opening, qty: opening.qty + came.qty, value: opening.value + came.cost });
  const left = supply.qty + followers.reduce((sum, s) => sum + s.qty, 0n);
  const price = (qty: bigint): bigint => (supply.qty > 0n ? divideHalfUp(supply.value * qty, supply.qty) : worthAt(qty, supply.price));
  let rest = supply.value;
  // What came back first: no issue may take more than there is.
  for (const s of [...followers.filter((f) => f.qty > 0n), ...followers.filter((f) => f.qty < 0n)]) {
    const worth = s.qty > 0n ? price(s.qty) : -price(-s.qty);
    const cost = left >= 0n && rest + worth < 0n ? -rest : worth;
    rest += cost;
    change(known.changes, s.id, cost - s.cost);
  }
  const outs = [...makers, ...followers].filter((s) => s.qty < 0n);
  const layers = left < 0n ? [...supply.layers, ...shortOf(outs, { missing: supply.layers.reduce((sum, l) => sum + l.qty, 0n) - left, price })] : [];
  // Nothing is worth nothing, what is missing is worth what it was issued at, and goods are never worth less than nothing: the last that went out takes the rest.
  const due = left > 0n && rest >= 0n ? rest : layers.reduce((sum, l) => sum + l.value, 0n);
  const last = followers.findLast((s) => s.qty < 0n) ?? outs.at(-1);
  if (due !== rest && last) change(known.changes, last.id, due - rest);
  return priced({ qty: left, value: last ? due : rest, price: supply.price, layers });
}

/** The issues that went out beyond the stock: the month's last ones, as many as are missing. */
function shortOf(outs: readonly Step[], { missing, price }: { readonly missing: bigint; readonly price: (qty: bigint) => bigint }): readonly Layer[] {
  const short: Layer[] = [];
  for (const s of outs.toReversed()) {
    if (missing <= 0n) break;
    const part = missing < -s.qty ? missing : -s.qty;
    short.unshift({ of: s.id, qty: -part, value: -price(part) });
    missing -= part;
  }
  return short;
}
