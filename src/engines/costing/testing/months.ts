// 全月一次加权 straight from its definition, in exact fractions: one unit cost per month for everything that leaves in it; what is short at a month's end costs what
// the next months' receipts cost. It shares no line with the engine, and is slow. And a clerk who books month after month the way the pen and the month close do.
import { layerKey, methodOf, type PoolState, replay, type Step } from '#costing';
import { must } from '#kernel/must';
import { emptyPool } from './clerk.ts';
import { type Frac, frac } from './oracle.ts';

const add = (a: Frac, b: Frac): Frac => frac(a.n * b.d + b.n * a.d, a.d * b.d);
const minus = (a: Frac, b: Frac): Frac => frac(a.n * b.d - b.n * a.d, a.d * b.d);
const times = (a: Frac, b: Frac): Frac => frac(a.n * b.n, a.d * b.d);
const over = (a: Frac, b: Frac): Frac => frac(a.n * b.d, a.d * b.n);
const ZERO = frac(0n);

/** What happens to one pool, in the order of booking; months are closed one after the other. `of` is of the same month. */
export type Monthly =
  | { readonly id: string; readonly month: number; readonly kind: 'receipt'; readonly qty: bigint; readonly cost: bigint }
  | { readonly id: string; readonly month: number; readonly kind: 'issue'; readonly qty: bigint }
  | { readonly id: string; readonly month: number; readonly kind: 'customer-return' | 'supplier-return'; readonly of: string; readonly qty: bigint }
  | { readonly id: string; readonly month: number; readonly kind: 'value'; readonly of: string; readonly cost: bigint };

export type MonthTruth = { readonly cost: ReadonlyMap<string, Frac>; readonly qty: Frac; readonly value: Frac };
type Short = { readonly id: string; qty: Frac; readonly price: Frac };

/** What each happening costs in the end, a unit being thought to cost `reference` 分 before anything says so (receipts and returns of customers in, all else out, positive), and what is there after the last month. */
export function truthOfMonths(happenings: readonly Monthly[], reference = 0n): MonthTruth {
  const cost = new Map<string, Frac>();
  const more = (id: string, by: Frac): unknown => cost.set(id, add(cost.get(id) ?? ZERO, by));
  let [qty, value, price] = [ZERO, ZERO, frac(reference)];
  let shorts: Short[] = [];
  for (const month of [...new Set(happenings.map((h) => h.month))].toSorted((a, b) => a - b)) {
    const mine = happenings.filter((h) => h.month === month);
    const whole = new Map(
      mine.flatMap((h) =>
        h.kind === 'receipt' ? [[h.id, { qty: h.qty, cost: mine.reduce((sum, v) => (v.kind === 'value' && v.of === h.id ? sum + v.cost : sum), h.cost) }] as const] : [],
      ),
    );
    let [inQty, inValue] = [ZERO, ZERO];
    for (const h of mine) {
      if (h.kind === 'receipt') {
        const own = frac(whole.get(h.id)?.cost ?? 0n);
        more(h.id, own);
        [inQty, inValue] = [add(inQty, frac(h.qty)), add(inValue, own)];
      } else if (h.kind === 'supplier-return') {
        const receipt = whole.get(h.of);
        const wished = receipt ? frac(receipt.cost * h.qty, receipt.qty) : ZERO;
        const there = add(value, inValue);
        const last = minus(add(qty, inQty), frac(h.qty)).n === 0n;
        const leaves = last || minus(there, wished).n < 0n ? there : wished;
        more(h.id, leaves);
        [inQty, inValue] = [minus(inQty, frac(h.qty)), minus(inValue, leaves)];
      }
    }
    // What earlier months are short of is filled first, at what this month's goods cost.
    let [haveQty, haveValue] = [inQty, inValue];
    if (inQty.n > 0n && shorts.length > 0) {
      const each = over(inValue, inQty);
      if (each.n > 0n) price = each;
      for (const s of shorts) {
        const filled = minus(haveQty, s.qty).n < 0n ? haveQty : s.qty;
        more(s.id, times(filled, minus(each, s.price)));
        s.qty = minus(s.qty, filled);
        haveQty = minus(haveQty, filled);
      }
      haveValue = times(haveQty, each);
      shorts = shorts.filter((s) => s.qty.n > 0n);
    } else if (shorts.length === 0) [haveQty, haveValue] = [add(qty, inQty), add(value, inValue)];
    if (haveQty.n > 0n && haveValue.n > 0n) price = over(haveValue, haveQty);
    const rate = haveQty.n > 0n ? over(haveValue, haveQty) : price;
    let missing = minus(ZERO, haveQty);
    for (const h of mine) {
      if (h.kind === 'issue') missing = add(missing, frac(h.qty));
      if (h.kind === 'customer-return') missing = minus(missing, frac(h.qty));
      if (h.kind === 'issue' || h.kind === 'customer-return') more(h.id, times(frac(h.qty), rate));
    }
    const fresh: Short[] = [];
    for (const h of mine.toReversed()) {
      if (h.kind !== 'issue' || missing.n <= 0n) continue;
      const part = minus(missing, frac(h.qty)).n < 0n ? missing : frac(h.qty);
      fresh.unshift({ id: h.id, qty: part, price: rate });
      missing = minus(missing, part);
    }
    shorts = [...shorts, ...fresh];
    const owed = shorts.reduce((sum, s) => add(sum, s.qty), ZERO);
    const owes = shorts.reduce((sum, s) => add(sum, times(s.qty, s.price)), ZERO);
    const left = mine.reduce((sum, h) => (h.kind === 'issue' ? minus(sum, frac(h.qty)) : h.kind === 'customer-return' ? add(sum, frac(h.qty)) : sum), haveQty);
    [qty, value] = shorts.length > 0 ? [minus(ZERO, owed), minus(ZERO, owes)] : [left, times(left, rate)];
  }
  return { cost, qty, value };
}

const LINE = 1;
const METHOD = methodOf('monthly-average');
export type Books = { readonly steps: readonly Step[]; readonly opening: PoolState; readonly since: number; readonly now: PoolState };
export const newBooks = (reference = 0n): Books => ({ steps: [], opening: emptyPool(reference), since: 0, now: emptyPool(reference) });

const shareOf = (value: bigint, qty: bigint, whole: bigint): bigint => (qty === whole ? value : (2n * value * qty + whole) / (2n * whole));

/** Books what a replay finds: lines of the open window are added to, those of closed months get a correction of their own. */
function corrected(books: Books, changes: ReadonlyMap<string, bigint>, month: number): readonly Step[] {
  const open = new Set(books.steps.filter((s) => s.period > books.since).map((s) => s.id));
  const late = [...changes].filter(([id]) => !open.has(id));
  const more = late.map(
    ([id, cost], i): Step => ({
      id: `fix${books.steps.length}/${i}`,
      doc: 'fix',
      line: i,
      lot: null,
      period: month,
      qty: 0n,
      cost,
      basis: 'given',
      of: null,
      atOrigin: false,
      corrects: id,
    }),
  );
  return [...books.steps.map((s) => (open.has(s.id) ? { ...s, cost: s.cost + (changes.get(s.id) ?? 0n) } : s)), ...more];
}

/** Books one happening provisionally, as the pen does. */
export function enterMonthly(books: Books, h: Monthly): Books {
  const sign = h.kind === 'receipt' || h.kind === 'customer-return' ? 1n : -1n;
  const of = 'of' in h ? books.steps.find((s) => s.id === h.of) : undefined;
  const base = { id: h.id, doc: h.id, line: LINE, lot: null, period: h.month, of: 'of' in h ? { doc: h.of, line: LINE } : null };
  const cost = (): bigint => {
    if (h.kind === 'receipt' || h.kind === 'value') return h.cost;
    if (h.kind === 'issue') return -METHOD.issue(books.now, { of: h.id, qty: h.qty }).cost;
    must(of, `${h.id} goes back`);
    if (h.kind === 'customer-return') return shareOf(-of.cost, h.qty, -of.qty);
    const worth = books.steps.reduce((sum, s) => (s.qty === 0n && s.of?.doc === of.doc ? sum + s.cost : sum), of.cost);
    return -METHOD.issue(books.now, { of: h.id, qty: h.qty, from: layerKey(of), wished: shareOf(worth, h.qty, of.qty) }).cost;
  };
  const origin = h.kind === 'customer-return' || h.kind === 'supplier-return';
  const step: Step =
    h.kind === 'value'
      ? { ...base, qty: 0n, cost: h.cost, basis: 'given', atOrigin: false }
      : { ...base, qty: sign * h.qty, cost: cost(), basis: origin ? 'origin' : h.kind === 'issue' ? 'pool' : 'given', atOrigin: false };
  const steps = [...books.steps, step];
  const { state, changes } = replayed({ ...books, steps }, null);
  // A pool that was short is put right at once.
  const fixed = corrected({ ...books, steps }, changes, h.month);
  return { ...books, steps: fixed, now: state };
}

const replayed = (books: Books, final: number | null) =>
  replay(
    { method: METHOD, opening: books.opening },
    books.steps.filter((s) => s.period > books.since),
    { final },
  );

/** Closes a month: everything that left in it costs the month's rate. */
export function closeMonthly(books: Books, month: number): { readonly books: Books; readonly again: ReadonlyMap<string, bigint> } {
  const { state, changes } = replayed(books, month);
  const steps = corrected(books, changes, month);
  const again = replayed({ ...books, steps }, month).changes;
  return { books: { steps, opening: state, since: month, now: state }, again };
}
