// A made-up shop of any size from one seed, for benchmarks: weekday profile, over-dispersed whole units, groups and articles.
import { seeded } from './random.ts';
import type { SeriesTable } from './table.ts';

/** `known` periods have values, `ahead` more have none. Series sizes are log-normal around 1.6 units a day. */
export function syntheticTable(series: number, shape: { known: number; ahead: number; seed: number }): SeriesTable {
  const T = shape.known + shape.ahead,
    r = seeded(shape.seed),
    values = new Float32Array(series * T).fill(Number.NaN);
  for (let s = 0; s < series; s++) {
    const size = Math.exp(1.2 * r.normal() + 0.5);
    for (let t = 0; t < shape.known; t++) {
      const mean = size * (t % 7 >= 5 ? 1.5 : 0.8);
      values[s * T + t] = Math.max(0, Math.round(mean + Math.sqrt(1.5 * mean) * r.normal()));
    }
  }
  const name = (prefix: string, of: number): string[] => Array.from({ length: series }, (_, s) => `${prefix}${s % of}`);
  return { frequency: 'D', anchor: 18_000, periods: T, names: name('s', series), groups: name('g', 40), items: name('i', Math.max(1, series >> 1)), values, known: [] };
}
