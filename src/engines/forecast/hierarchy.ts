// Totals that agree: sums of series by group and overall, with intervals by their correlation, and reconciliation of a total with its parts.
import type { Forecast } from './structural.ts';

export type Totals = { readonly names: readonly string[]; readonly mean: Float64Array; readonly quantiles: readonly Float64Array[]; readonly horizon: number };

/**
 * Bottom-up totals of groups (research.md §5: bottom-up for ordering). Means add; distances of quantiles from the mean add
 * with common correlation rho: d² = Σdᵢ² + rho·((Σdᵢ)² − Σdᵢ²).
 */
export function totalsByGroup(forecast: Forecast, groups: readonly string[], job: { horizon: number; rho: number }): Totals {
  const names = [...new Set(groups)],
    at = new Map(names.map((n, i) => [n, i])),
    H = job.horizon;
  const mean = new Float64Array(names.length * H);
  groups.forEach((g, s) => {
    for (let h = 0; h < H; h++) {
      const i = at.get(g)! * H + h;
      mean[i] = mean[i]! + forecast.mean[s * H + h]!;
    }
  });
  const quantiles = forecast.quantiles.map((q) => {
    const square = new Float64Array(mean.length),
      plain = new Float64Array(mean.length);
    groups.forEach((g, s) => {
      for (let h = 0; h < H; h++) {
        const i = at.get(g)! * H + h,
          d = q[s * H + h]! - forecast.mean[s * H + h]!;
        square[i] = square[i]! + d * d;
        plain[i] = plain[i]! + d;
      }
    });
    return mean.map((m, i) => Math.max(0, m + Math.sign(plain[i]!) * Math.sqrt(Math.max(0, square[i]! + job.rho * (plain[i]! * plain[i]! - square[i]!)))));
  });
  for (let i = 0; i < mean.length; i++) for (let k = 1; k < quantiles.length; k++) quantiles[k]![i] = Math.max(quantiles[k]![i]!, quantiles[k - 1]![i]!);
  return { names, mean, quantiles, horizon: H };
}

/**
 * Reconciles one total with its parts by weighted least squares (MinT with diagonal W, Wickramasuriya et al. 2019):
 * the gap is shared out in proportion to variances. Afterwards Σ parts = total. O(parts).
 */
export function reconcile(total: { value: number; variance: number }, parts: readonly { readonly value: number; readonly variance: number }[]): { total: number; parts: number[] } {
  const sum = parts.reduce((s, p) => s + p.value, 0),
    spread = parts.reduce((s, p) => s + p.variance, 0),
    all = spread + total.variance;
  if (!(all > 0)) return { total: sum, parts: parts.map((p) => p.value) };
  const gap = total.value - sum,
    moved = parts.map((p) => p.value + (gap * p.variance) / all);
  return { total: moved.reduce((a, b) => a + b, 0), parts: moved };
}
