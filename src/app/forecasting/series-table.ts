// From the columns of a file to the engine's table: frequency, alignment, order of series. Looks only at rows before the origin,
// except for the known-ahead columns: also which series and groups there are is taken from the past.
import { formatDay, guessFrequency, periodAt, periodDay, periodName, weekday, type Frequency, type SeriesTable } from '#forecast';
import { bad, badFile } from '../import/report.ts';
import { BadRows, type Labels, type SeriesRows } from './series-file.ts';

/** How dates are written back: as they came, so that the forecasts can be joined to the file. */
type MonthStyle = 'month' | 'first-day' | 'last-day';
export type ReadTable = {
  readonly table: SeriesTable;
  readonly dateOf: (period: number) => string /** Last period before the origin with a value; −1 = none. */;
  readonly lastSeen: number;
};

/** First and, for months, last day of the month? */
const isFirst = (day: number): boolean => formatDay(day).endsWith('-01');
const isLast = (day: number): boolean => isFirst(day + 1);

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const weekdayZh = (day: number): string => WEEKDAYS[weekday(day)]!;

/** Cells a table may have; the engine keeps about ten numbers a cell. */
const CELLS_MAX = 60_000_000;

function distinctDays(rows: SeriesRows, before: number): number[] {
  const days = new Set<number>();
  for (const day of rows.day) if (day < before) days.add(day);
  return [...days].sort((a, b) => a - b);
}

function frequencyOf(rows: SeriesRows, days: readonly number[]): Frequency {
  if (rows.monthsOnly) return 'M';
  if (days.length > 2 && (days.every(isFirst) || days.every(isLast))) return 'M';
  return guessFrequency(days.map(formatDay));
}

/** A table without cells, which already knows its axis. */
const axis = (frequency: Frequency, anchor: number): SeriesTable => ({ frequency, anchor, periods: 0, names: [], groups: [], items: [], values: new Float32Array(0), known: [] });

export type TableJob = {
  readonly frequency: Frequency | undefined;
  /** Day number of the first period to forecast; without it, all rows are the past. */
  readonly origin?: number;
  readonly horizon?: number;
};

/** The origin must begin a period, else a part of it would lie before. */
function checkOrigin(shape: SeriesTable, origin: number): number {
  const period = periodAt(shape, formatDay(origin)),
    begins = periodDay(shape, period);
  if (period <= 0) throw badFile(`起点 ${formatDay(origin)} 之前没有数据（最早的一行是 ${formatDay(shape.anchor)}）`, '请把 --origin 改为数据开始之后的日期');
  if (begins !== origin)
    throw badFile(
      `起点 ${formatDay(origin)} 不是一${shape.frequency === 'W' ? `周的第一天（这个文件的周从${weekdayZh(shape.anchor)}开始）` : '月的第一天'}`,
      `可用 ${formatDay(begins)} 或 ${formatDay(periodDay(shape, period + 1))}`,
    );
  return period;
}

/** Builds the table. Throws BadFile or BadSeries. */
export function tableOf(rows: SeriesRows, job: TableJob): ReadTable {
  const before = job.origin ?? Number.POSITIVE_INFINITY,
    days = distinctDays(rows, before);
  if (days.length === 0) throw badFile(job.origin === undefined ? '文件里没有数据' : `起点 ${formatDay(job.origin)} 之前没有数据`, '请检查 --origin 和文件中的日期');
  const frequency = job.frequency ?? frequencyOf(rows, days),
    anchor = frequency === 'M' ? monthStart(days[0]!) : days[0]!,
    shape = axis(frequency, anchor);
  const origin = job.origin === undefined ? undefined : checkOrigin(shape, job.origin);
  const periodOf = new Map<number, number>();
  for (const day of rows.day) if (!periodOf.has(day)) periodOf.set(day, periodAt(shape, formatDay(day)));
  const lastSeen = lastPeriod(rows, periodOf);
  const periods = origin === undefined ? lastSeen + 1 : origin + (job.horizon ?? 0);
  const table = fill(rows, { shape: { ...shape, periods }, periodOf, past: origin ?? periods });
  const style: MonthStyle = rows.monthsOnly || frequency !== 'M' ? 'month' : days.every(isFirst) ? 'first-day' : days.every(isLast) ? 'last-day' : 'month';
  return {
    table,
    lastSeen,
    dateOf: (p) => (style === 'first-day' ? formatDay(periodDay(table, p)) : style === 'last-day' ? formatDay(periodDay(table, p + 1) - 1) : periodName(table, p)),
  };
}

function monthStart(day: number): number {
  let first = day;
  while (!isFirst(first)) first--;
  return first;
}

function lastPeriod(rows: SeriesRows, periodOf: ReadonlyMap<number, number>): number {
  let last = -1;
  for (let i = 0; i < rows.series.length; i++) if (!Number.isNaN(rows.value[i]!)) last = Math.max(last, periodOf.get(rows.day[i]!)!);
  return last;
}

/** Series in the order of their first row of the past; series without one are left out. */
function orderOf(rows: SeriesRows, inPast: (row: number) => boolean): { readonly index: Int32Array; readonly names: string[] } {
  const index = new Int32Array(rows.names.length).fill(-1),
    names: string[] = [];
  for (let i = 0; i < rows.series.length; i++) {
    const code = rows.series[i]!;
    if (index[code]! >= 0 || !inPast(i)) continue;
    index[code] = names.push(rows.names[code]!) - 1;
  }
  return { index, names };
}

type Filling = { readonly shape: SeriesTable; readonly periodOf: ReadonlyMap<number, number> /** Periods before it are the past. */; readonly past: number };

function fill(rows: SeriesRows, { shape, periodOf, past }: Filling): SeriesTable {
  const T = shape.periods,
    period = (i: number): number => periodOf.get(rows.day[i]!)!,
    { index, names } = orderOf(rows, (i) => period(i) < past);
  if (names.length * T > CELLS_MAX) throw badFile(`${names.length} 个序列 × ${T} 期超过 ${CELLS_MAX / 1e6} 百万格`, '请按仓库或品类拆成几个文件');
  const cells = names.length * T,
    values = new Float32Array(cells).fill(Number.NaN);
  const known = rows.known.map((k) => ({ name: k.name, values: new Float32Array(cells).fill(Number.NaN) }));
  const groups = names.map(() => 'all'),
    items = [...names],
    filled = new Uint8Array(cells),
    bads = new BadRows();
  const label = (of: Labels | undefined, i: number): string => (of ? of.names[of.code[i]!]! : '');
  for (let i = 0; i < rows.series.length; i++) {
    const s = index[rows.series[i]!]!,
      t = period(i),
      isPast = t < past;
    // A later row can tell known-ahead values only; where there are none, it is as if it were not there.
    if (s < 0 || t >= T || (!isPast && known.length === 0)) continue;
    if (shape.frequency === 'W' && (rows.day[i]! - shape.anchor) % 7 !== 0) {
      bads.add(bad({ line: rows.line[i]!, column: 'date', value: formatDay(rows.day[i]!) }, `按周的数据应都在${weekdayZh(shape.anchor)}`, '请先按周汇总，或去掉 --freq W'));
      continue;
    }
    const cell = s * T + t;
    if (filled[cell] === 1) {
      bads.add(
        bad(
          { line: rows.line[i]!, column: 'date', value: formatDay(rows.day[i]!) },
          `序列“${names[s]}”这一期与第 ${firstLine(rows, { row: i, same: (k) => index[rows.series[k]!] === s && period(k) === t })} 行重复`,
          shape.frequency === 'D' ? '每个序列每天只能有一行' : '请先汇总为每期一行，或更正 --freq',
        ),
      );
      continue;
    }
    filled[cell] = 1;
    if (isPast) values[cell] = rows.value[i]!;
    for (const [k, column] of rows.known.entries()) known[k]!.values[cell] = column.values[i]!;
    if (isPast && label(rows.group, i) !== '') groups[s] = label(rows.group, i);
    if (isPast && label(rows.item, i) !== '') items[s] = label(rows.item, i);
  }
  bads.throwIfAny();
  return { ...shape, names, groups, items, values, known };
}

function firstLine(rows: SeriesRows, job: { readonly row: number; readonly same: (row: number) => boolean }): number {
  for (let k = 0; k < job.row; k++) if (job.same(k)) return rows.line[k]!;
  return rows.line[job.row]!;
}
