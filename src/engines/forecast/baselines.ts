// The plain methods every forecast is printed beside: seasonal naive, moving average with normal band, exponential smoothing.
import { normalLevel } from './normal.ts';
import { SPANS } from './series-view.ts';
import type { Forecast } from './structural.ts';
import type { SeriesTable } from './table.ts';

export const BASELINES = ['seasonal-naive', 'moving-average', 'smoothing'] as const;
export type BaselineName = (typeof BASELINES)[number];

/** Available values of a series before origin, oldest first. */
function history(table: SeriesTable, s: number, origin: number): { y: number[]; at: number[] } {
  const y: number[] = [],
    at: number[] = [],
    T = table.periods;
  for (let t = 0; t < origin; t++) {
    const v = table.values[s * T + t]!;
    if (!Number.isNaN(v)) {
      y.push(v);
      at.push(t);
    }
  }
  return { y, at };
}

function deviation(errors: readonly number[]): number {
  let s = 0;
  for (const e of errors) s += e * e;
  return errors.length > 0 ? Math.sqrt(s / errors.length) : 0;
}

type Simple = { readonly mean: (h: number) => number; readonly sd: (h: number) => number };

function seasonalNaive(table: SeriesTable, s: number, origin: number): Simple {
  const m = Math.max(1, table.frequency === 'M' ? 12 : SPANS[table.frequency].season),
    T = table.periods,
    errors: number[] = [];
  const last = (t: number): number => {
    for (let u = t - m * Math.ceil((t - origin + 1) / m); u >= 0; u -= m) {
      const v = table.values[s * T + u]!;
      if (!Number.isNaN(v)) return v;
    }
    return 0;
  };
  for (let t = Math.max(m, origin - 20 * m); t < origin; t++) {
    const e = table.values[s * T + t]! - table.values[s * T + t - m]!;
    if (!Number.isNaN(e)) errors.push(e);
  }
  const sd = deviation(errors);
  return { mean: (h) => last(origin + h), sd: () => sd };
}

function movingAverage(table: SeriesTable, s: number, origin: number): Simple {
  const { y } = history(table, s, origin),
    tail = y.slice(-SPANS[table.frequency].short),
    mean = tail.length > 0 ? tail.reduce((a, b) => a + b, 0) / tail.length : 0;
  const sd = deviation(tail.map((v) => v - mean));
  return { mean: () => mean, sd: () => sd };
}

/** Simple exponential smoothing, alpha of {.05 … .5} by in-sample squared error. */
function smoothing(table: SeriesTable, s: number, origin: number): Simple {
  const { y } = history(table, s, origin);
  let best = { level: 0, sd: 0, loss: Number.POSITIVE_INFINITY, alpha: 0.1 };
  for (const alpha of [0.05, 0.1, 0.2, 0.3, 0.5]) {
    let level = y[0] ?? 0,
      loss = 0;
    for (const v of y) {
      loss += (v - level) ** 2;
      level += alpha * (v - level);
    }
    if (loss < best.loss) best = { level, loss, alpha, sd: Math.sqrt(loss / Math.max(1, y.length)) };
  }
  return { mean: () => best.level, sd: (h) => best.sd * Math.sqrt(1 + h * best.alpha * best.alpha) };
}

const METHODS: Readonly<Record<BaselineName, (table: SeriesTable, s: number, origin: number) => Simple>> = {
  'seasonal-naive': seasonalNaive,
  'moving-average': movingAverage,
  smoothing,
};

/** series × horizon; quantiles from a normal band cut at zero. The table must be seen as before origin. */
export function forecastBaseline(table: SeriesTable, origin: number, job: { name: BaselineName; horizon: number; quantiles: readonly number[] }): Forecast {
  const S = table.names.length,
    H = job.horizon,
    mean = new Float64Array(S * H),
    quantiles = job.quantiles.map(() => new Float64Array(S * H));
  const z = job.quantiles.map(normalLevel);
  for (let s = 0; s < S; s++) {
    const simple = METHODS[job.name](table, s, origin);
    for (let h = 0; h < H; h++) {
      const m = Math.max(0, simple.mean(h)),
        sd = simple.sd(h);
      mean[s * H + h] = m;
      quantiles.forEach((q, k) => {
        q[s * H + h] = Math.max(0, m + z[k]! * sd);
      });
    }
  }
  return { mean, quantiles };
}
