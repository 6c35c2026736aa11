// Conformal calibration: how far quantiles must move so that past truth lay under them as often as they claimed.
import { sizeBucket, sortedQuantile } from './structural.ts';

/** One past forecast beside its truth. `spread` is the forecast's own unit of width (for instance q.9 − q.5). */
export type Calibration = { readonly levels: readonly number[]; readonly shift: readonly Float64Array[] };

export type PastForecasts = {
  readonly truth: Float64Array;
  /** One array a level, same length as truth. */
  readonly quantiles: readonly Float64Array[];
};

const width = (p: readonly Float64Array[], i: number): number => Math.max(1e-6, p[p.length - 1]![i]! - p[0]![i]!, 0.05 * Math.abs(p[0]![i]!));

/** A bucket needs so many past forecasts before it is moved at all, and is shrunk below four times as many. */
const ENOUGH = 80;

/**
 * Split conformal for quantiles (Romano, Patterson, Candès 2019), by size bucket: the level-quantile of
 * (truth − quantile) ÷ width is the shift, in widths, times `trust` (below 1 where few origins were seen: the errors of one
 * week are not exchangeable with those of the next). Coverage on exchangeable data ≥ level − 1/(n+1).
 */
export function calibrate(past: PastForecasts, levels: readonly number[], trust = 1): Calibration {
  const groups = bucketsOf(past);
  const shift = groups.map((rows) =>
    Float64Array.from(levels, (level, k) => {
      if (rows.length < ENOUGH) return 0;
      const scores = Float64Array.from(rows, (i) => (past.truth[i]! - past.quantiles[k]![i]!) / width(past.quantiles, i)).sort();
      const moved = sortedQuantile(scores, Math.min(1, level * (1 + 1 / rows.length)));
      return trust * moved * (rows.length / (rows.length + ENOUGH));
    }),
  );
  return { levels, shift };
}

function bucketsOf(past: PastForecasts): number[][] {
  const groups: number[][] = Array.from({ length: 6 }, () => []);
  for (let i = 0; i < past.truth.length; i++) if (!Number.isNaN(past.truth[i]!)) groups[sizeBucket(past.quantiles[0]![i]!)]!.push(i);
  return groups;
}

/** Moves quantiles in place and restores their order; never below zero. `strength` 0 … 1 scales the move. */
export function applyCalibration(c: Calibration, quantiles: readonly Float64Array[], strength = 1): void {
  const n = quantiles[0]?.length ?? 0;
  for (let i = 0; i < n; i++) {
    const shift = c.shift[sizeBucket(quantiles[0]![i]!)]!,
      w = width(quantiles, i);
    for (let k = 0; k < quantiles.length; k++) quantiles[k]![i] = Math.max(0, quantiles[k]![i]! + strength * shift[k]! * w);
  }
  sortLevels(quantiles);
}

/** Puts the quantiles of every row into ascending order (Chernozhukov et al. 2010: rearranging never hurts). */
export function sortLevels(quantiles: readonly Float64Array[]): void {
  const n = quantiles[0]?.length ?? 0,
    K = quantiles.length;
  for (let i = 0; i < n; i++)
    for (let a = 1; a < K; a++)
      for (let b = a; b > 0 && quantiles[b]![i]! < quantiles[b - 1]![i]!; b--) {
        const keep = quantiles[b]![i]!;
        quantiles[b]![i] = quantiles[b - 1]![i]!;
        quantiles[b - 1]![i] = keep;
      }
}

/** Adaptive conformal inference (Gibbs & Candès 2021): the level to ask for next, after seeing whether truth was covered. */
export function adaptLevel(asked: number, goal: number, seen: { covered: boolean; rate: number }): number {
  return Math.min(0.9995, Math.max(0.01, asked + seen.rate * ((seen.covered ? 1 : 0) < 1 ? goal : goal - 1)));
}
