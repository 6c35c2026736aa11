// The portfolio: every member's forecast of the same rows, and weights per demand class learned from past origins.
import { CLASSES } from './classes.ts';
import type { Forecast } from './structural.ts';

export type MemberName = 'gbdt-scale' | 'gbdt-level' | 'gbdt-mean' | 'structural' | 'counts' | 'classic';
export type MemberForecast = { readonly name: MemberName; readonly forecast: Forecast };

/** Weight of each member for each class: class × member. */
export type Weights = { readonly members: readonly MemberName[]; readonly byClass: Float64Array };

/**
 * What weights are before any evidence: trees, joined by counts where sales are slow and by more of them where months are few.
 * Trees around the mean stand alone: where they are, there are no others (learner.ts).
 */
const STEADY: Readonly<Record<MemberName, number>> = { 'gbdt-scale': 0.55, 'gbdt-level': 0.45, 'gbdt-mean': 1, structural: 0, counts: 0, classic: 0 };
const SLOW: Readonly<Record<MemberName, number>> = { 'gbdt-scale': 0.5, 'gbdt-level': 0.4, 'gbdt-mean': 0.9, structural: 0, counts: 0.1, classic: 0 };
const SLOW_MONTHS: Readonly<Record<MemberName, number>> = { 'gbdt-scale': 0.75, 'gbdt-level': 0, 'gbdt-mean': 0.75, structural: 0, counts: 0.25, classic: 0 };
const MARGIN = 0.01;

function defaultsOf(c: number, frequency: 'D' | 'W' | 'M'): Readonly<Record<MemberName, number>> {
  const name = CLASSES[c]!,
    steady = name === 'smooth' || name === 'erratic';
  return steady ? STEADY : frequency === 'M' ? SLOW_MONTHS : SLOW;
}

/** Weights before any evidence. */
export function defaultWeights(members: readonly MemberName[], frequency: 'D' | 'W' | 'M'): Weights {
  return { members, byClass: Float64Array.from(CLASSES.flatMap((_, c) => members.map((name) => defaultsOf(c, frequency)[name]))) };
}

/** The classic member beside the others with this share of every class. */
export function withClassic(others: Weights, share: number): Weights {
  const M = others.members.length;
  const byClass = CLASSES.flatMap((_, c) => {
    const own = [...others.byClass.subarray(c * M, (c + 1) * M)],
      sum = own.reduce((a, b) => a + b, 0);
    return [...own.map((w) => ((1 - share) * w) / sum), share];
  });
  return { members: [...others.members, 'classic'], byClass: Float64Array.from(byClass) };
}

/** Cells at which the classic member is expected to be worth as much as the trees. */
const EVEN = 2000;
export const expectedShare = (cells: number): number => 1 / (1 + cells / EVEN);

/** Past origins that count as much as the expectation, and steps the share is looked for in. */
const EXPECTED = 4,
  STEPS = 10;

/** The share of `classic` beside `others` with the least pinball loss over past truth, drawn to the expected one by how few origins there were. */
export function provenShare(past: { truth: ArrayLike<number>; others: Forecast; classic: Forecast; levels: readonly number[]; origins: number; expected: number }): number {
  const lossOf = (share: number): number => {
    let loss = 0;
    past.levels.forEach((level, k) => {
      for (let i = 0; i < past.truth.length; i++) {
        if (Number.isNaN(past.truth[i]!)) continue;
        const d = past.truth[i]! - share * past.classic.quantiles[k]![i]! - (1 - share) * past.others.quantiles[k]![i]!;
        loss += d >= 0 ? level * d : (level - 1) * d;
      }
    });
    return loss;
  };
  let [best, least] = [past.expected, lossOf(past.expected)];
  for (let i = 0; i <= STEPS; i++) {
    const loss = lossOf(i / STEPS);
    if (loss < least) [best, least] = [i / STEPS, loss];
  }
  const trust = past.origins / (past.origins + EXPECTED);
  return trust * best + (1 - trust) * past.expected;
}

/** Past rows: class and truth of each, and what every member had said. */
export type Evidence = {
  readonly rowClass: Uint8Array;
  readonly truth: Float64Array;
  readonly members: readonly MemberForecast[];
  readonly levels: readonly number[];
  readonly frequency: 'D' | 'W' | 'M';
  readonly origins: number;
};

/** Σ pinball over rows and levels of a weighted blend. */
function loss(e: Evidence, rows: readonly number[], weights: readonly number[]): number {
  let total = 0,
    sum = 0;
  for (const w of weights) sum += w;
  for (let k = 0; k < e.levels.length; k++) {
    const level = e.levels[k]!;
    for (const i of rows) {
      let f = 0;
      for (let m = 0; m < weights.length; m++) if (weights[m] !== 0) f += weights[m]! * e.members[m]!.forecast.quantiles[k]![i]!;
      const d = e.truth[i]! - f / sum;
      total += d >= 0 ? level * d : (level - 1) * d;
    }
  }
  return total;
}

/** Coordinate search over weights in eighths, from the defaults; a step must gain more than the margin. */
function search(e: Evidence, rows: readonly number[], start: readonly number[]): number[] {
  let best = [...start],
    bestLoss = loss(e, rows, best);
  for (let round = 0; round < 3; round++) {
    const before = bestLoss;
    for (let m = 0; m < best.length; m++)
      for (const factor of [0, 0.5, 2, 4]) {
        const trial = best.map((w, i) => (i === m ? (factor === 4 ? w + 0.25 : w * factor) : w));
        if (trial.every((w) => w === 0)) continue;
        const l = loss(e, rows, trial);
        if (l < bestLoss * (1 - MARGIN / 4)) {
          best = trial;
          bestLoss = l;
        }
      }
    if (bestLoss > before * (1 - MARGIN / 4)) break;
  }
  const gained = 1 - bestLoss / loss(e, rows, start);
  return gained > MARGIN ? best : [...start];
}

const ROWS_MAX = 20_000;

/** Weights by class, shrunk to the defaults by the number of origins, not of rows: rows of one week err together. */
export function learnWeights(e: Evidence): Weights {
  const names = e.members.map((m) => m.name),
    byClass = new Float64Array(CLASSES.length * names.length);
  for (let c = 0; c < CLASSES.length; c++) {
    const start = names.map((n) => defaultsOf(c, e.frequency)[n]);
    let rows: number[] = [];
    for (let i = 0; i < e.truth.length; i++) if (e.rowClass[i] === c && !Number.isNaN(e.truth[i]!)) rows.push(i);
    const step = Math.max(1, Math.ceil(rows.length / ROWS_MAX));
    if (step > 1) rows = rows.filter((_, k) => k % step === 0);
    const found = rows.length >= 200 ? search(e, rows, start) : start;
    const total = found.reduce((a, b) => a + b, 0),
      usual = start.reduce((a, b) => a + b, 0),
      trust = e.origins / (e.origins + 24);
    found.forEach((w, m) => {
      byClass[c * names.length + m] = (trust * w) / total + ((1 - trust) * start[m]!) / usual;
    });
  }
  return { members: names, byClass };
}

/** Level-wise weighted average of members, weights by the class of the row's series. */
export function blendMembers(members: readonly MemberForecast[], weights: Weights, rowClass: Uint8Array): Forecast {
  const n = rowClass.length,
    M = members.length,
    totals = new Float64Array(CLASSES.length);
  for (let c = 0; c < CLASSES.length; c++) for (let m = 0; m < M; m++) totals[c] = totals[c]! + weights.byClass[c * M + m]!;
  const mix = (pick: (f: Forecast) => Float64Array): Float64Array => {
    const out = new Float64Array(n);
    for (let m = 0; m < M; m++) {
      const from = pick(members[m]!.forecast);
      for (let i = 0; i < n; i++) out[i] = out[i]! + (weights.byClass[rowClass[i]! * M + m]! / totals[rowClass[i]!]!) * from[i]!;
    }
    return out;
  };
  const first = members[0]!.forecast;
  return { mean: mix((f) => f.mean), quantiles: first.quantiles.map((_, k) => mix((f) => f.quantiles[k]!)) };
}

const MEDIAN_SHARE = 0.3,
  NEAR = 0.25;

/**
 * Where the median lies within a quarter of the mean both estimate the same centre, and their average errs less
 * (vegetables WAPE .3258 → .3238, squared error unchanged). Far apart, the mean stays alone. In place.
 */
export function steadyMean(forecast: Forecast, levels: readonly number[]): void {
  const median = forecast.quantiles[levels.indexOf(0.5)];
  if (!median) return;
  for (let i = 0; i < median.length; i++) {
    const m = forecast.mean[i]!;
    if (Math.abs(median[i]! - m) < NEAR * m) forecast.mean[i] = (1 - MEDIAN_SHARE) * m + MEDIAN_SHARE * median[i]!;
  }
}
