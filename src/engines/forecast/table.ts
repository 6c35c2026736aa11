// The column store of the engine: series × periods, missing means "closed or not offered", never zero.
import { dayOfPeriod, formatPeriod, parseDay, periodOfDay } from './days.ts';

export type Frequency = 'D' | 'W' | 'M';

/**
 * One known-ahead column, series × periods row-major; NaN = unknown there. `ahead` = so many coming periods are known at an origin
 * (default: all of them); steps beyond it see nothing, in training as in forecasting, so a short weather forecast is never read further than it reaches.
 */
export type KnownColumn = { readonly name: string; readonly values: Float32Array; readonly ahead?: number };

export type SeriesTable = {
  readonly frequency: Frequency;
  /** Day number of the first period. */
  readonly anchor: number;
  readonly periods: number;
  readonly names: readonly string[];
  readonly groups: readonly string[];
  /** What the series shares with others across groups (an article in many shops); the series name where unknown. */
  readonly items: readonly string[];
  /** series × periods row-major, units per period; NaN = closed or not offered. */
  readonly values: Float32Array;
  readonly known: readonly KnownColumn[];
};

/** Parsed CSV columns, one entry a row. `open` (0 = closed) may stand among `known`. */
export type LongRows = {
  readonly series: readonly string[];
  readonly date: readonly string[];
  readonly value: ArrayLike<number>;
  readonly group?: readonly string[];
  readonly item?: readonly string[];
  readonly known?: Readonly<Record<string, ArrayLike<number>>>;
};

export type TableShape = { readonly frequency?: Frequency; readonly until?: string; readonly extraPeriods?: number };

/** Monthly when dates have no day, weekly when all are whole weeks apart, else daily. */
export function guessFrequency(dates: readonly string[]): Frequency {
  if (dates.every((d) => /^\d{4}-\d{1,2}$/.test(d))) return 'M';
  const days = [...new Set(dates)].map(parseDay).filter((d) => !Number.isNaN(d));
  const first = days[0] ?? 0;
  if (days.length > 2 && days.every((d) => (d - first) % 7 === 0)) return 'W';
  return 'D';
}

type Ids = { readonly names: string[]; readonly at: Map<string, number> };

function enumerate(values: readonly string[]): Ids {
  const at = new Map<string, number>(),
    names: string[] = [];
  for (const v of values)
    if (!at.has(v)) {
      at.set(v, names.length);
      names.push(v);
    }
  return { names, at };
}

/** Builds the table from long rows; the order of series is the order of first appearance. */
export function tableFromRows(rows: LongRows, shape: TableShape = {}): SeriesTable {
  const frequency = shape.frequency ?? guessFrequency(rows.date);
  const { names, at } = enumerate(rows.series);
  const dayOf = new Map<string, number>();
  let anchor = Number.POSITIVE_INFINITY,
    last = Number.NEGATIVE_INFINITY;
  for (const d of rows.date) {
    if (dayOf.has(d)) continue;
    const day = parseDay(d);
    dayOf.set(d, day);
    if (day < anchor) anchor = day;
    if (day > last) last = day;
  }
  if (shape.until !== undefined) last = Math.max(last, parseDay(shape.until));
  const periods = Number.isFinite(anchor) ? periodOfDay(last, frequency, anchor) + 1 + (shape.extraPeriods ?? 0) : 0;
  const values = new Float32Array(names.length * periods).fill(Number.NaN);
  const columns = Object.entries(rows.known ?? {}).map(([name, from]) => ({ name, from, values: new Float32Array(names.length * periods).fill(Number.NaN) }));
  const groups = new Array<string>(names.length).fill('all'),
    items = [...names];
  for (let i = 0; i < rows.series.length; i++) {
    const s = at.get(rows.series[i]!)!,
      day = dayOf.get(rows.date[i]!)!;
    if (Number.isNaN(day)) continue;
    const cell = s * periods + periodOfDay(day, frequency, anchor);
    values[cell] = rows.value[i]!;
    for (const c of columns) c.values[cell] = c.from[i]!;
    if (rows.group?.[i] !== undefined) groups[s] = rows.group[i]!;
    if (rows.item?.[i] !== undefined) items[s] = rows.item[i]!;
  }
  const known = columns.map(({ name, values: v }) => ({ name, values: v }));
  return { frequency, anchor: Number.isFinite(anchor) ? anchor : 0, periods, names, groups, items, values, known };
}

export const periodName = (table: SeriesTable, period: number): string => formatPeriod(period, table.frequency, table.anchor);
export const periodDay = (table: SeriesTable, period: number): number => dayOfPeriod(period, table.frequency, table.anchor);
export const periodAt = (table: SeriesTable, date: string): number => periodOfDay(parseDay(date), table.frequency, table.anchor);

/** 1 where the place is known to be closed (`open` = 0), else 0; series × periods. */
export function closedMask(table: SeriesTable): Uint8Array {
  const mask = new Uint8Array(table.values.length);
  const open = table.known.find((c) => c.name === 'open');
  if (open) for (let i = 0; i < mask.length; i++) if (open.values[i] === 0) mask[i] = 1;
  return mask;
}

/** The table as one knew it before `origin`: later values hidden, closed periods missing, room for `horizon` periods. */
export function viewBefore(table: SeriesTable, origin: number, horizon: number): SeriesTable {
  const periods = origin + horizon,
    n = table.names.length;
  const values = new Float32Array(n * periods).fill(Number.NaN);
  const known = table.known.map((c) => ({ ...c, values: new Float32Array(n * periods).fill(Number.NaN) }));
  const seen = Math.min(origin, table.periods),
    shared = Math.min(periods, table.periods);
  for (let s = 0; s < n; s++) {
    values.set(table.values.subarray(s * table.periods, s * table.periods + seen), s * periods);
    table.known.forEach((c, k) => known[k]!.values.set(c.values.subarray(s * table.periods, s * table.periods + shared), s * periods));
  }
  const view = { ...table, periods, values, known };
  const closed = closedMask(view);
  for (let i = 0; i < closed.length; i++) if (closed[i] === 1) values[i] = Number.NaN;
  return view;
}

/** The same periods for some of the series; keeps the order of `members`. */
export function selectSeries(table: SeriesTable, members: readonly number[]): SeriesTable {
  const T = table.periods;
  const pick = (from: Float32Array): Float32Array => {
    const to = new Float32Array(members.length * T);
    members.forEach((s, i) => to.set(from.subarray(s * T, s * T + T), i * T));
    return to;
  };
  return {
    ...table,
    names: members.map((s) => table.names[s]!),
    groups: members.map((s) => table.groups[s]!),
    items: members.map((s) => table.items[s]!),
    values: pick(table.values),
    known: table.known.map((c) => ({ ...c, values: pick(c.values) })),
  };
}
