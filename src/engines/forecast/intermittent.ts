// Models for slow, lumpy and monthly demand: discounted empirical-Bayes negative binomial, TSB, empirical window.
import { breathe } from './breath.ts';
import { massMean, massQuantile, mixture, negativeBinomial, type Part } from './counts.ts';
import { SPANS } from './series-view.ts';
import type { SeriesTable } from './table.ts';

/** Discounted moments of a series before an origin. */
export type Discounted = { readonly weight: number; readonly mean: number; readonly variance: number; readonly seen: number };

/** What the table teaches about levels and dispersion before looking at one series. */
export type Prior = { readonly mean: number; readonly weight: number; readonly spread: number };

export function discounted(values: Float32Array, at: { from: number; to: number; keep: number }): Discounted {
  let w = 0,
    s = 0,
    q = 0,
    seen = 0,
    g = 1;
  for (let t = at.to - 1; t >= at.from; t--) {
    const y = values[t]!;
    if (Number.isNaN(y)) continue;
    w += g;
    s += g * y;
    q += g * y * y;
    seen++;
    g *= at.keep;
  }
  const mean = w > 0 ? s / w : Number.NaN;
  return { weight: w, mean, variance: w > 0 ? Math.max(0, q / w - mean * mean) : Number.NaN, seen };
}

/** Gamma prior of the levels and a common dispersion by moments (Clayton & Kaldor 1987, method of moments). */
export function learnPrior(all: readonly Discounted[]): Prior {
  const known = all.filter((d) => d.seen >= 3);
  if (known.length === 0) return { mean: 0, weight: 1, spread: 0.5 };
  let m = 0,
    n = 0;
  for (const d of known) {
    m += d.mean;
    n++;
  }
  const mean = m / n;
  let between = 0,
    noise = 0,
    over = 0,
    base = 0;
  for (const d of known) {
    between += (d.mean - mean) ** 2 / n;
    noise += d.variance / d.weight / n;
    over += d.variance - d.mean;
    base += d.mean * d.mean;
  }
  const signal = Math.max(between - noise, 0.05 * between, 1e-9);
  return { mean, weight: Math.min(50, Math.max(0.5, noise > 0 ? (noise * meanWeight(known)) / signal : 1)), spread: Math.max(0.01, base > 0 ? over / base : 0.5) };
}

function meanWeight(all: readonly Discounted[]): number {
  let w = 0;
  for (const d of all) w += d.weight;
  return w / all.length;
}

/** Level and dispersion of one series after the prior: mean, and spread shrunk to the common one. */
export function posterior(own: Discounted, prior: Prior): { mean: number; spread: number } {
  if (own.seen === 0) return { mean: prior.mean, spread: prior.spread };
  const mean = (own.weight * own.mean + prior.weight * prior.mean) / (own.weight + prior.weight);
  const raw = own.mean > 0 ? Math.max(0, (own.variance * (own.weight / Math.max(0.5, own.weight - 1)) - own.mean) / (own.mean * own.mean)) : prior.spread;
  const trust = (own.weight * own.mean) / (own.weight * own.mean + 4);
  const spread = trust * raw + (1 - trust) * prior.spread;
  return { mean, spread: spread + 1 / (own.weight + prior.weight) / Math.max(1, mean * own.weight) };
}

/** Weighted frequencies of whole units over the last `window` observations. */
export function empiricalMass(values: Float32Array, at: { from: number; to: number; window: number; keep: number }): { mass: Float64Array; weight: number } {
  const counts = new Map<number, number>();
  let g = 1,
    weight = 0,
    n = 0,
    top = 0;
  for (let t = at.to - 1; t >= at.from && n < at.window; t--) {
    const y = values[t]!;
    if (Number.isNaN(y)) continue;
    const k = Math.min(4000, Math.max(0, Math.round(y)));
    counts.set(k, (counts.get(k) ?? 0) + g);
    top = Math.max(top, k);
    weight += g;
    g *= at.keep;
    n++;
  }
  const mass = new Float64Array(top + 1);
  for (const [k, c] of counts) mass[k] = c / weight;
  return { mass, weight };
}

export type IntermittentOptions = { readonly keep: number; readonly window: number; readonly windowKeep: number; readonly horizon: number; readonly quantiles: readonly number[] };

/** Memory by frequency: about a year of weight for daily, two years for months. */
export function intermittentOptions(frequency: 'D' | 'W' | 'M', horizon: number, quantiles: readonly number[]): IntermittentOptions {
  if (frequency === 'M') return { keep: 0.95, window: 24, windowKeep: 0.93, horizon, quantiles };
  if (frequency === 'W') return { keep: 0.95, window: 52, windowKeep: 0.98, horizon, quantiles };
  return { keep: 0.985, window: 112, windowKeep: 0.995, horizon, quantiles };
}

export type CountForecast = { readonly mean: Float64Array; readonly quantiles: Float64Array[] };

/** Predictive mass of one series: half the posterior negative binomial, half its own smoothed window. */
export function predictiveMass(
  values: Float32Array,
  at: { from: number; to: number },
  job: { options: IntermittentOptions; prior: Prior; trend: number },
): { nb: Float64Array; own: Float64Array; mean: number } {
  const { options, prior, trend } = job;
  const d = discounted(values, { ...at, keep: options.keep }),
    p = posterior(d, prior);
  const nb = negativeBinomial(p.mean * trend, p.spread);
  const e = empiricalMass(values, { ...at, window: options.window, keep: options.windowKeep });
  const parts: Part[] = [
    { weight: e.weight, mass: e.mass },
    { weight: 2, mass: nb },
  ];
  const own = mixture(parts);
  return { nb, own, mean: 0.5 * p.mean * trend + 0.5 * massMean(own) };
}

/** How the whole table's recent sales compare with what the discounted means say: slow series share a trend none shows alone. */
export function commonTrend(table: SeriesTable, origin: number, all: readonly Discounted[]): number {
  const T = table.periods,
    near = SPANS[table.frequency].short;
  let recent = 0,
    usual = 0;
  for (let s = 0; s < all.length; s++)
    for (let t = Math.max(0, origin - near); t < origin; t++) {
      const y = table.values[s * T + t]!;
      if (!Number.isNaN(y) && all[s]!.seen > 0) {
        recent += y;
        usual += all[s]!.mean;
      }
    }
  return usual > 0 ? Math.min(1.3, Math.max(0.7, recent / usual)) : 1;
}

/** Flat forecast of every series (series × horizon): quantiles averaged over the two predictive masses. */
export function forecastCounts(table: SeriesTable, origin: number, options: IntermittentOptions): CountForecast {
  const S = table.names.length,
    T = table.periods,
    H = options.horizon,
    span = SPANS[table.frequency].lookback;
  const range = (s: number): { from: number; to: number } => ({ from: s * T + Math.max(0, origin - span), to: s * T + origin });
  const all = table.names.map((_, s) => discounted(table.values, { ...range(s), keep: options.keep }));
  const prior = learnPrior(all),
    trend = commonTrend(table, origin, all);
  const mean = new Float64Array(S * H),
    quantiles = options.quantiles.map(() => new Float64Array(S * H));
  for (let s = 0; s < S; s++) {
    breathe();
    const p = predictiveMass(table.values, range(s), { options, prior, trend });
    mean.fill(p.mean, s * H, (s + 1) * H);
    options.quantiles.forEach((q, k) => quantiles[k]!.fill(0.5 * (massQuantile(p.nb, q) + massQuantile(p.own, q)), s * H, (s + 1) * H));
  }
  return { mean, quantiles };
}
