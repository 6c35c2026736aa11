// Our order-up-to level: the z-quantile of the forecast demand of the protection interval, one z for all, set by simulation.
import { normalQuantile } from './interval-demand.ts';

/** series × periods: forecast of Σ demand in [t, t+window) as known the evening before t (forecast engine: rollIntervals). */
export type IntervalCurves = { readonly levels: readonly number[]; readonly mean: Float32Array; readonly quantiles: readonly Float32Array[]; readonly window: number };

export type DynamicLevels = { readonly at: (z: number) => Float64Array };

/** Linear in z between the known quantiles, continued with the outer slopes; never below zero. */
export function quantileAtZ(zs: readonly number[], at: (k: number) => number, z: number): number {
  const n = zs.length;
  let k = 0;
  while (k < n - 2 && z > zs[k + 1]!) k++;
  const a = at(k),
    b = at(k + 1);
  return Math.max(0, a + ((z - zs[k]!) / (zs[k + 1]! - zs[k]!)) * (b - a));
}

/** Levels of one series for every evening; 0 where nothing was forecast. */
export function dynamicLevels(curves: IntervalCurves, job: { series: number; periods: number }): DynamicLevels {
  const { periods: T, series } = job,
    zs = curves.levels.map(normalQuantile);
  return {
    at: (z) => {
      const out = new Float64Array(T);
      for (let t = 0; t + 1 < T; t++) {
        const cell = series * T + t + 1;
        if (!Number.isNaN(curves.mean[cell]!)) out[t] = quantileAtZ(zs, (k) => curves.quantiles[k]![cell]!, z);
      }
      return out;
    },
  };
}

/** Levels a demand is summed over: slow goods ask for most of theirs on one day in fifty, which a coarser grid would not see. */
const GRID = 201;

/**
 * z at which the forecast itself expects the target fill over days [from, to): Σ E(D − S)⁺ = (1 − target)·Σ E(D).
 * Needs no truth, so one odd fortnight of demand cannot bend it.
 */
export function impliedZ(
  curves: IntervalCurves,
  job: { target: number; from: number; to: number; series: number; periods: number; weightOf?: (series: number) => number },
): number {
  const zs = curves.levels.map(normalQuantile),
    grid = Float64Array.from({ length: GRID }, (_, i) => normalQuantile((i + 0.5) / GRID)),
    T = job.periods;
  const shortAt = (z: number): number => {
    let short = 0,
      demand = 0;
    for (let s = 0; s < job.series; s++) {
      const weight = job.weightOf?.(s) ?? 1;
      for (let t = job.from; t < job.to; t += 3) {
        const cell = s * T + t;
        if (Number.isNaN(curves.mean[cell]!)) continue;
        const at = (k: number): number => curves.quantiles[k]![cell]!,
          level = quantileAtZ(zs, at, z);
        for (const g of grid) {
          const d = quantileAtZ(zs, at, g);
          short += weight * Math.max(0, d - level);
          demand += weight * d;
        }
      }
    }
    return demand > 0 ? short / demand : 0;
  };
  let low = -2,
    high = 3.5;
  for (let i = 0; i < 18; i++) {
    const mid = (low + high) / 2;
    if (shortAt(mid) > 1 - job.target) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

export const median = (values: readonly number[]): number => {
  const v = [...values].sort((a, b) => a - b),
    n = v.length;
  return n === 0 ? 0 : n % 2 === 1 ? v[(n - 1) / 2]! : (v[n / 2 - 1]! + v[n / 2]!) / 2;
};
