// From lines to days: one series' cleaned demand by day, and every change that made it so. Pure.
import { cleanLines, CLEAN_DEFAULTS, type CleanOptions, type DemandLines, parseDay } from '#forecast';
import { addDays, type Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { DayMove, StockLine } from './lines.ts';

export type ChangeKind = '无效取消' | '临时加急' | '报损' | '缺货截断' | '降价清货';
/** A change of one day's clean demand; `doc`/`line` caused it. Quantities are millionths. */
export type DayChange = {
  readonly day: Day;
  readonly kind: ChangeKind;
  readonly quantity: bigint;
  readonly doc: string;
  readonly line: number;
  readonly on: string;
  readonly reason: string;
};
export type CleanDay = {
  readonly day: Day;
  gross: bigint;
  clean: bigint;
  bulk: bigint;
  loss: bigint;
  doubt: bigint;
  offered: boolean;
  censored: boolean;
  promo: boolean;
};
export type CleanedSeries = { readonly days: readonly CleanDay[]; readonly changes: readonly DayChange[] };

export type SeriesInput = {
  readonly lines: readonly StockLine[];
  readonly moves: readonly DayMove[];
  /** One past the last day looked at: today, or the day after the company's last sale. */
  readonly until: Day;
  /** Usual days from order to delivery; NaN where not used. */
  readonly usualDays: number;
  /** Is this change undone? Then it is logged but has no effect. */
  readonly undone: (change: DayChange) => boolean;
};

const MICRO = 1_000_000;
const show = (units: bigint): string => (Number(units) / MICRO).toLocaleString('zh-CN', { maximumFractionDigits: 3 });

/** Takes what was taken back off the very documents it belongs to; returns what is left of each sale and the cancels nobody could place. */
function netLinked(lines: readonly StockLine[], changes: DayChange[]): { readonly left: Map<StockLine, bigint>; readonly loose: StockLine[] } {
  const left = new Map(lines.filter((l) => l.kind === 'sale').map((l) => [l, l.units]));
  const byDoc = grouped([...left.keys()], (l) => l.doc);
  const loose: StockLine[] = [];
  for (const cancel of lines) {
    if (cancel.kind !== 'cancel') continue;
    let want = -cancel.units;
    for (const sale of (cancel.of === null ? undefined : byDoc.get(cancel.of)) ?? []) {
      const has = left.get(sale) ?? 0n;
      const take = has < want ? has : want;
      if (take <= 0n) continue;
      left.set(sale, has - take);
      want -= take;
      const reason = cancel.red ? `销售被红冲 ${show(take)}，按原销售日冲减` : `退货 ${show(take)}，按原销售日冲减`;
      changes.push({ day: sale.day, kind: '无效取消', quantity: -take, doc: cancel.doc, line: cancel.line, on: `${sale.doc}/${sale.line}`, reason });
    }
    if (want > 0n) loose.push({ ...cancel, units: -want });
  }
  return { left, loose };
}

/** The engine's part: returns without an original, bulk and rush lines. Returns the returns it could not place. */
function cleanByEngine(
  given: { readonly left: ReadonlyMap<StockLine, bigint>; readonly loose: readonly StockLine[]; readonly options: CleanOptions },
  changes: DayChange[],
): readonly StockLine[] {
  const lines = [...[...given.left].filter(([, units]) => units > 0n).map(([line, units]) => ({ ...line, units })), ...given.loose];
  const columns: DemandLines = {
    item: lines.map((l) => l.item),
    party: lines.map((l) => l.party),
    when: Float64Array.from(lines, (l) => parseDay(l.day)),
    units: Float64Array.from(lines, (l) => Number(l.units) / MICRO),
    kind: lines.map((l) => (l.kind === 'sale' ? 'sale' : 'cancel')),
    promisedDays: Float64Array.from(lines, (l) => l.promised ?? Number.NaN),
  };
  const cleaned = cleanLines(columns, given.options);
  for (const c of cleaned.changes) {
    const [line, cause] = [lines[c.line], lines[c.cause]];
    // A return itself is no demand here; only what it takes off a sale is a change.
    if (!line || !cause || line.kind !== 'sale') continue;
    const quantity = BigInt(Math.round(c.delta * MICRO));
    const reason = c.kind === '无效取消' ? `退货 ${show(-quantity)}，按原销售日冲减` : c.reason;
    changes.push({ day: line.day, kind: c.kind as ChangeKind, quantity, doc: cause.doc, line: cause.line, on: `${line.doc}/${line.line}`, reason });
  }
  return cleaned.unmatched.flatMap((i) => lines[i] ?? []);
}

/** A day on which most was given away, or sold clearly under the usual price of the four weeks before and (where known) after: cheap for a while, not a season's falling price. */
const PROMO_PRICE = 0.92;
const PROMO_WEEKS = 28;
const middle = (prices: readonly number[]): number | undefined => prices.toSorted((a, b) => a - b)[prices.length >> 1];
function promoDays(lines: readonly StockLine[]): ReadonlySet<Day> {
  const days = new Set<Day>();
  const sales = lines.filter((l) => l.kind === 'sale');
  const priced = sales.flatMap((l) => (l.price === null || l.gift ? [] : [{ day: l.day, price: l.price }]));
  let [first, last] = [0, 0];
  for (const [key, of] of grouped(sales, (l) => l.day)) {
    const day = key as Day;
    const [from, to] = [addDays(day, -PROMO_WEEKS), addDays(day, PROMO_WEEKS)];
    while (first < priced.length && (priced[first]?.day ?? day) < from) first += 1;
    while (last < priced.length && (priced[last]?.day ?? to) <= to) last += 1;
    const near = priced.slice(first, last);
    const usual = Math.min(
      middle(near.filter((p) => p.day < day).map((p) => p.price)) ?? 0,
      middle(near.filter((p) => p.day > day).map((p) => p.price)) ?? Number.POSITIVE_INFINITY,
    );
    let [cheap, all] = [0n, 0n];
    for (const l of of) {
      all += l.units;
      if (l.gift || (l.price !== null && l.price <= PROMO_PRICE * usual)) cheap += l.units;
    }
    if (all > 0n && cheap * 2n >= all) days.add(day);
  }
  return days;
}

/** Above this share of selling days that end with an empty shelf, emptiness is the custom (bought in the morning, sold by night) and says nothing. */
const CUSTOM = 0.4;

/** Days without anything to sell, and days that ended sold out. Only shelves (mostly retail) can have nothing on offer: orders come in whatever the stock. */
function shelf(input: SeriesInput, days: Map<Day, CleanDay>, of: (day: Day) => CleanDay): void {
  const [first] = input.moves;
  if (!first) return;
  const sold = input.lines.filter((l) => l.kind === 'sale');
  const onShelf = sold.filter((l) => l.retail).length * 2 >= sold.length;
  const moves = new Map(input.moves.map((m) => [m.day, m]));
  const empty: Day[] = [];
  let [balance, selling, soldOut] = [0n, 0, 0];
  const firstSale = sold[0]?.day ?? input.until;
  for (let day = first.day; day < input.until; day = addDays(day, 1)) {
    const move = moves.get(day);
    const [there, end] = [balance - (move?.spoiled ?? 0n) + (move?.came ?? 0n), balance + (move?.net ?? 0n)];
    balance = end;
    if (day < firstSale) continue;
    const sells = (days.get(day)?.gross ?? 0n) > 0n;
    if (there <= 0n && !sells && onShelf) of(day).offered = false;
    if (!sells) continue;
    selling += 1;
    if (end > 0n) continue;
    soldOut += 1;
    empty.push(day);
  }
  if (soldOut <= CUSTOM * selling) for (const day of empty) of(day).censored = true;
}

/** Cleans one item in one warehouse. The same lines give the same days. */
export function cleanOf(input: SeriesInput): CleanedSeries {
  const changes: DayChange[] = [];
  const { left, loose } = netLinked(input.lines, changes);
  const doubtful = cleanByEngine({ left, loose, options: { ...CLEAN_DEFAULTS, usualDays: input.usualDays } }, changes);
  const days = new Map<Day, CleanDay>();
  const of = (day: Day): CleanDay => {
    const known = days.get(day) ?? { day, gross: 0n, clean: 0n, bulk: 0n, loss: 0n, doubt: 0n, offered: true, censored: false, promo: false };
    days.set(day, known);
    return known;
  };
  for (const line of input.lines) {
    if (line.kind === 'cancel') continue;
    const day = of(line.day);
    if (line.kind === 'loss') day.loss += line.units;
    else {
      day.gross += line.units;
      day.clean += line.units;
    }
  }
  for (const change of changes.filter((c) => !input.undone(c))) {
    const day = of(change.day);
    day.clean += change.quantity;
    if (change.kind === '临时加急') day.bulk -= change.quantity;
  }
  for (const line of doubtful) of(line.day).doubt -= line.units;
  for (const day of promoDays(input.lines)) of(day).promo = true;
  shelf(input, days, of);
  return { days: [...days.values()].toSorted((a, b) => (a.day < b.day ? -1 : 1)), changes };
}
