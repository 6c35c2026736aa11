// Count distributions as plain probability arrays: negative binomial, mixtures, quantiles. Index = units.

/** Negative binomial with mean and variance mean + spread·mean² (spread 0 = Poisson), cut where 1−1e−6 of the mass is reached. */
export function negativeBinomial(mean: number, spread: number, limit = 4000): Float64Array {
  if (!(mean > 1e-9)) return Float64Array.of(1);
  const out: number[] = [],
    size = spread > 1e-6 ? 1 / spread : 1e6,
    ratio = mean / (mean + size);
  let p = Math.exp(-size * Math.log1p(mean / size)),
    total = 0;
  if (p === 0) return normalCounts(mean, mean + spread * mean * mean, limit);
  for (let k = 0; k <= limit; k++) {
    out.push(p);
    total += p;
    if (total > 1 - 1e-6 && k > mean) break;
    p *= (ratio * (size + k)) / (k + 1);
  }
  return Float64Array.from(out);
}

/** Where the first probability underflows the normal curve is exact enough. */
function normalCounts(mean: number, variance: number, limit: number): Float64Array {
  const sd = Math.sqrt(variance),
    top = Math.min(limit, Math.ceil(mean + 6 * sd)),
    out = new Float64Array(top + 1);
  let total = 0;
  for (let k = Math.max(0, Math.floor(mean - 6 * sd)); k <= top; k++) total += out[k] = Math.exp(-0.5 * ((k - mean) / sd) ** 2);
  return total > 0 ? out.map((p) => p / total) : Float64Array.of(1);
}

export type Part = { readonly weight: number; readonly mass: Float64Array };

export function mixture(parts: readonly Part[]): Float64Array {
  let length = 0,
    weights = 0;
  for (const p of parts)
    if (p.weight > 0) {
      length = Math.max(length, p.mass.length);
      weights += p.weight;
    }
  const out = new Float64Array(Math.max(1, length));
  for (const p of parts) if (p.weight > 0) for (let k = 0; k < p.mass.length; k++) out[k] = out[k]! + (p.weight / weights) * p.mass[k]!;
  if (weights === 0) out[0] = 1;
  return out;
}

/** Smallest k with P(X ≤ k) ≥ level. */
export function massQuantile(mass: Float64Array, level: number): number {
  let total = 0,
    run = 0;
  for (const p of mass) total += p;
  for (let k = 0; k < mass.length; k++) {
    run += mass[k]!;
    if (run >= level * total - 1e-12) return k;
  }
  return mass.length - 1;
}

export function massMean(mass: Float64Array): number {
  let s = 0,
    total = 0;
  for (let k = 0; k < mass.length; k++) {
    s += k * mass[k]!;
    total += mass[k]!;
  }
  return total > 0 ? s / total : 0;
}
