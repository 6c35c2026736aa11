// Festival uplift pooled over a whole category: how many times its usual sales a day near a festival brings.
import { festivalDay, type Festival } from './calendar.ts';
import { clusterIndex, type ClusterIndex } from './clusters.ts';
import { civil } from './days.ts';
import { periodDay, type SeriesTable } from './table.ts';

export type FestivalCurve = {
  readonly festival: Festival;
  /** Offsets −reach … +reach around the festival. */
  readonly reach: number;
  /** Mean log uplift over all earlier years, cluster × (2·reach+1). */
  readonly log: Float64Array;
  /** The same by year left out: year → cluster × (2·reach+1); learning from a festival must not read its own result. */
  readonly without: ReadonlyMap<number, Float64Array>;
  readonly years: readonly number[];
  /** Strength of the curve against the same curve drawn at wrong dates. */
  readonly evidence: number;
};

export type FestivalVerdict = { readonly festival: Festival; readonly years: number; readonly evidence: number; readonly kept: boolean };

const REACH: Partial<Record<Festival, number>> = { 春节: 16, 国庆: 8, 圣诞节: 12, 复活节: 8 };
const reachOf = (f: Festival): number => REACH[f] ?? 4;
const gate = (f: Festival): number => GATE[f] ?? GATE_OTHERS;
/** Great feasts need less evidence than others, because they were expected to matter before any data was seen. */
const SHRINK_CLUSTER = 3,
  SHRINK_YEARS = 0.35,
  GATE: Partial<Record<Festival, number>> = { 春节: 1, 圣诞节: 1 },
  GATE_OTHERS = 1.3;

type Window = { readonly year: number; readonly log: Float64Array; readonly seen: Uint8Array };

function windowOf(index: ClusterIndex, cluster: number, job: { start: number; reach: number; year: number; end: number }): Window {
  const width = 2 * job.reach + 1,
    log = new Float64Array(width),
    seen = new Uint8Array(width);
  for (let k = 0; k < width; k++) {
    const t = job.start - job.reach + k;
    if (t < 70 || t >= job.end) continue;
    const base = baselineBefore(index, cluster, { t, windowStart: job.start - job.reach });
    if (!Number.isNaN(base)) {
      log[k] = base;
      seen[k] = 1;
    }
  }
  levelEdges(log, seen);
  return { year: job.year, log, seen };
}

/** Subtracts the line through the window's two edges, so that a trend or a level shift is not taken for a festival. */
function levelEdges(log: Float64Array, seen: Uint8Array): void {
  const width = log.length,
    edge = Math.max(2, Math.floor(width / 8));
  const mean = (from: number, to: number): number => {
    let s = 0,
      n = 0;
    for (let k = from; k < to; k++)
      if (seen[k] === 1) {
        s += log[k]!;
        n++;
      }
    return n > 0 ? s / n : 0;
  };
  const a = mean(0, edge),
    late = seen.subarray(width - edge).some((x) => x === 1),
    b = late ? mean(width - edge, width) : a;
  for (let k = 0; k < width; k++) if (seen[k] === 1) log[k] = log[k]! - a - ((b - a) * k) / (width - 1);
}

/** Log uplift of day t against same weekdays of the six weeks before the festival window opened. */
function baselineBefore(index: ClusterIndex, cluster: number, job: { t: number; windowStart: number }): number {
  const row = cluster * (index.periods + 1);
  const today = index.sales[row + job.t + 1]! - index.sales[row + job.t]!;
  const usualToday = index.usual[row + job.t + 1]! - index.usual[row + job.t]!;
  if (!(today > 0) || !(usualToday > 0)) return Number.NaN;
  let day = job.t,
    sales = 0,
    usual = 0;
  while (day >= job.windowStart) day -= 7;
  for (let k = 0; k < 6 && day >= 0; k++, day -= 7) {
    sales += index.sales[row + day + 1]! - index.sales[row + day]!;
    usual += index.usual[row + day + 1]! - index.usual[row + day]!;
  }
  return usual > 0 && sales > 0 ? Math.log(today / usualToday) - Math.log(sales / usual) : Number.NaN;
}

/** Average over years, shrunk to zero with few of them. */
function average(windows: readonly Window[], width: number): Float64Array {
  const out = new Float64Array(width);
  for (let k = 0; k < width; k++) {
    let s = 0,
      n = 0;
    for (const w of windows)
      if (w.seen[k] === 1) {
        s += w.log[k]!;
        n++;
      }
    out[k] = n > 0 ? s / (n + SHRINK_YEARS) : 0;
  }
  return out;
}

/** Shrinks a cluster's curve to the common one by how much its years agree with it. */
function towards(own: Float64Array, common: Float64Array, years: number): Float64Array {
  const weight = years / (years + SHRINK_CLUSTER);
  return own.map((v, k) => weight * v + (1 - weight) * common[k]!);
}

/** Root mean square of the average curve, smoothed over three days. */
function strength(windows: readonly Window[], width: number): number {
  const curve = average(windows, width);
  let s = 0;
  for (let k = 1; k < width - 1; k++) {
    const v = (curve[k - 1]! + curve[k]! + curve[k + 1]!) / 3;
    s += v * v;
  }
  return Math.sqrt(s / (width - 2));
}

/** Strength of the real curve ÷ the strongest of the same curve drawn at wrong dates (whole weeks away): > 1 is evidence. */
function evidenceOf(index: ClusterIndex, starts: ReadonlyMap<number, number>, job: { reach: number; end: number }): number {
  const { reach, end } = job,
    width = 2 * reach + 1,
    years = [...starts];
  const at = (shift: number): Window[] => years.map(([year, start]) => windowOf(index, 0, { start: start + shift, reach, year, end }));
  const full = (w: readonly Window[]): boolean => w.every((x) => x.seen.reduce((a, b) => a + b, 0) >= 0.5 * width);
  let rival = 0,
    rivals = 0;
  const nearest = Math.ceil((2 * reach) / 7) + 1;
  for (let k = nearest; k <= 25; k++)
    for (const shift of [-7 * k, 7 * (k + 6)]) {
      const windows = at(shift);
      if (years.some(([, start]) => start + shift - reach < 84 || start + shift + reach >= end) || !full(windows)) continue;
      rival = Math.max(rival, strength(windows, width));
      rivals++;
    }
  return rivals >= 8 && rival > 0 ? strength(at(0), width) / rival : 0;
}

type Job = { readonly table: SeriesTable; readonly values: Float32Array; readonly end: number };

function curveOf(festival: Festival, job: Job, indexes: { common: ClusterIndex; own: ClusterIndex }): FestivalCurve {
  const { table, end } = job,
    reach = reachOf(festival),
    width = 2 * reach + 1;
  const first = civil(periodDay(table, 0)).year,
    last = civil(periodDay(table, end)).year;
  const years: number[] = [];
  const starts = new Map<number, number>();
  for (let y = first; y <= last; y++) {
    const start = festivalDay(festival, y) - periodDay(table, 0);
    if (start - reach >= 84 && start - 1 < end) {
      years.push(y);
      starts.set(y, start);
    }
  }
  const windows = (index: ClusterIndex, cluster: number, of: readonly number[]): Window[] =>
    of.map((year) => windowOf(index, cluster, { start: starts.get(year)!, reach, year, end }));
  const build = (of: readonly number[]): Float64Array => {
    const common = average(windows(indexes.common, 0, of), width),
      all = new Float64Array(indexes.own.count * width);
    for (let c = 0; c < indexes.own.count; c++) all.set(towards(average(windows(indexes.own, c, of), width), common, of.length), c * width);
    return all;
  };
  const without = new Map(years.map((y) => [y, build(years.filter((x) => x !== y))] as const));
  return { festival, reach, log: build(years), without, years, evidence: evidenceOf(indexes.common, starts, { reach, end }) };
}

export type FestivalModel = {
  readonly curves: readonly FestivalCurve[];
  readonly verdicts: readonly FestivalVerdict[];
  readonly clusterOf: Int32Array;
};

export const NO_FESTIVALS: FestivalModel = { curves: [], verdicts: [], clusterOf: new Int32Array(0) };

/** Estimates every candidate's curve from values before `end` and keeps those whose evidence passes the gate. Daily tables only. */
export function learnFestivals(job: Job, candidates: readonly Festival[]): FestivalModel {
  const { table, values } = job;
  if (table.frequency !== 'D') return NO_FESTIVALS;
  const common = clusterIndex(
      table,
      values,
      table.names.map(() => 'all'),
    ),
    own = clusterIndex(table, values, table.groups);
  const curves = candidates.map((f) => curveOf(f, job, { common, own })).filter((c) => c.years.length > 0);
  const verdicts = curves.map((c) => ({ festival: c.festival, years: c.years.length, evidence: c.evidence, kept: c.evidence >= gate(c.festival) }));
  return { curves: curves.filter((c) => c.evidence >= gate(c.festival)), verdicts, clusterOf: own.clusterOf };
}

/** Log uplift of every cluster in every period, cluster × periods; a year that taught the curve is left out of it. */
export function festivalTable(model: FestivalModel, table: SeriesTable): Float32Array {
  let clusters = 0;
  for (const c of model.clusterOf) clusters = Math.max(clusters, c + 1);
  const out = new Float32Array(clusters * table.periods);
  for (let t = 0; t < table.periods; t++) {
    const day = periodDay(table, t),
      year = civil(day).year;
    for (const curve of model.curves)
      for (let y = year - 1; y <= year + 1; y++) {
        const offset = day - festivalDay(curve.festival, y),
          width = 2 * curve.reach + 1;
        if (!(Math.abs(offset) <= curve.reach)) continue;
        const logs = curve.without.get(y) ?? curve.log;
        for (let c = 0; c < clusters; c++) out[c * table.periods + t] = out[c * table.periods + t]! + logs[c * width + offset + curve.reach]!;
      }
  }
  return out;
}
