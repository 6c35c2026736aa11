// Demand over a protection interval as a curve of quantiles: read any level off it, mix it over uncertain lead times.

/** Quantiles at ascending levels; `mean` in the same units. */
export type Curve = { readonly levels: readonly number[]; readonly at: readonly number[]; readonly mean: number };

/** Standard normal quantile (P. J. Acklam's rational approximation, relative error < 1.2e−9). */
export function normalQuantile(p: number): number {
  const a = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
  const c = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
  const poly = (k: readonly number[], x: number): number => k.reduce((s, v) => s * x + v, 0);
  if (p <= 0) return -8;
  if (p >= 1) return 8;
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return poly(c, q) / (poly(d, q) * q + 1);
  }
  if (p > 0.97575) return -normalQuantile(1 - p);
  const q = p - 0.5,
    r = q * q;
  return (poly(a, r) * q) / (poly(b, r) * r + 1);
}

/** Level of the curve at p: straight lines between quantiles on the normal scale; tails go on with the last slope. */
export function curveAt(curve: Curve, p: number): number {
  const { levels, at } = curve,
    n = levels.length,
    z = normalQuantile(p);
  if (n === 0) return curve.mean;
  if (n === 1) return at[0]!;
  let k = 0;
  while (k < n - 2 && p > levels[k + 1]!) k++;
  const z0 = normalQuantile(levels[k]!),
    z1 = normalQuantile(levels[k + 1]!);
  return Math.max(0, at[k]! + ((z - z0) / (z1 - z0)) * (at[k + 1]! - at[k]!));
}

/** P(demand ≤ x): the inverse of curveAt, by bisection. */
export function chanceBelow(curve: Curve, x: number): number {
  let low = 0.0005,
    high = 0.9995;
  if (curveAt(curve, low) > x) return 0;
  if (curveAt(curve, high) <= x) return 1;
  for (let i = 0; i < 30; i++) {
    const mid = (low + high) / 2;
    if (curveAt(curve, mid) <= x) low = mid;
    else high = mid;
  }
  return (low + high) / 2;
}

/** Expected demand beyond x: ∫ (D − x)⁺, from 200 even levels. */
export function expectedShort(curve: Curve, x: number): number {
  let s = 0;
  for (let i = 0; i < 200; i++) s += Math.max(0, curveAt(curve, (i + 0.5) / 200) - x);
  return s / 200;
}

/** Mixture over uncertain intervals: curve k with chance weights[k] (for instance one curve a lead time). */
export function mixCurves(curves: readonly Curve[], weights: readonly number[], levels: readonly number[]): Curve {
  const total = weights.reduce((a, b) => a + b, 0);
  const below = (x: number): number => curves.reduce((s, c, k) => s + (weights[k]! / total) * chanceBelow(c, x), 0);
  const top = Math.max(...curves.map((c) => curveAt(c, 0.9995)));
  const at = levels.map((level) => {
    let low = 0,
      high = Math.max(top, 1e-6);
    for (let i = 0; i < 40; i++) {
      const mid = (low + high) / 2;
      if (below(mid) < level) low = mid;
      else high = mid;
    }
    return high;
  });
  return { levels, at, mean: curves.reduce((s, c, k) => s + (weights[k]! / total) * c.mean, 0) };
}

/**
 * Curve of the sum of consecutive periods: spreads add like a common factor of correlation ρ between days
 * (variance of the sum = Σσ² + ρ·ΣΣσσ', research.md §5, ρ ≈ .2), on each side of the mean.
 */
export function sumCurves(days: readonly Curve[], rho = 0.2): Curve {
  const levels = days[0]?.levels ?? [],
    mean = days.reduce((s, d) => s + d.mean, 0);
  const at = levels.map((_, k) => {
    let square = 0,
      plain = 0;
    for (const d of days) {
      const e = d.at[k]! - d.mean;
      square += e * e;
      plain += e;
    }
    const variance = square + rho * (plain * plain - square);
    return Math.max(0, mean + Math.sign(plain) * Math.sqrt(Math.max(0, variance)));
  });
  return { levels, at: at.map((v, k) => Math.max(v, ...at.slice(0, k))), mean };
}
