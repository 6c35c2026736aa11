// The cheap model every series has: recent level × weekday profile × festival uplift, with pooled error ratios as its band.
// It is the fallback when the global model drifts, the answer after one event, and a member of the portfolio.
import { originState, upliftAt, type FeatureSource, type OriginState } from './features.ts';
import { normalLevel } from './normal.ts';
import { SeriesView } from './series-view.ts';

/** Mean of the structural model for one step; `state` comes from features.originState. */
export function structuralMean(source: FeatureSource, state: OriginState, step: number): number {
  if (Number.isNaN(state.scale)) return 0;
  const level = 0.3 * state.levelShort + 0.5 * state.level + 0.2 * state.scale;
  const base = source.promotions ? Math.max(0.5 * state.scale, 0) + 0.5 * level : level;
  return base * state.profile[step % state.profile.length]! * Math.exp(upliftAt(source, state.series, state.origin + step));
}

/** Ratio of truth to (forecast + offset, against tiny divisors) by size bucket, sorted; bucket = quarter of log size. */
export type RatioBands = { readonly offset: number; readonly buckets: readonly Float64Array[]; readonly bucketOf: (size: number) => number };

const BUCKETS = 6;

/** Size buckets by typical forecast: under 1, 3, 10, 30, 100 units and above. */
export function sizeBucket(size: number): number {
  let b = 0;
  for (const edge of [1, 3, 10, 30, 100]) if (size >= edge) b++;
  return b;
}

/** What is assumed of errors before any was seen: log-normal, half an order of e wide. */
const UNKNOWN = Array.from({ length: 99 }, (_, i) => Math.exp(0.5 * normalLevel((i + 1) / 100)));

/** Errors of past origins: truth ÷ forecast of the last `origins` origins, `horizon` apart or less. */
export function learnRatios(source: FeatureSource, job: { until: number; horizon: number; origins: number; whole: boolean }): RatioBands {
  const T = source.table.periods,
    view = new SeriesView(T, source.spans.season),
    found: number[][] = Array.from({ length: BUCKETS }, () => []);
  const stride = Math.max(1, Math.floor(job.horizon / 2)),
    offset = job.whole ? 0.5 : 0.02;
  const every = Math.max(1, Math.floor((source.table.names.length * job.origins * job.horizon) / 400_000));
  for (let s = 0; s < source.table.names.length; s += every) {
    view.load(source.values, s * T);
    for (let k = 1; k <= job.origins; k++) {
      const origin = job.until - k * stride;
      if (origin < source.spans.warmup || view.count[origin]! < 5) continue;
      const state = originState(source, view, { series: s, origin });
      for (let h = 0; h < job.horizon && origin + h < job.until; h++) {
        const y = source.values[s * T + origin + h]!,
          f = structuralMean(source, state, h) / Math.exp(upliftAt(source, s, origin + h));
        if (!Number.isNaN(y) && f > 0) found[sizeBucket(f)]!.push(y / (f + offset));
      }
    }
  }
  const everything = found.flat();
  if (everything.length < 30) everything.push(...UNKNOWN);
  const buckets = found.map((list) => Float64Array.from(list.length >= 60 ? list : everything).sort());
  return { offset, buckets, bucketOf: sizeBucket };
}

/** Level quantile of a sorted array, by linear interpolation. */
export function sortedQuantile(sorted: ArrayLike<number>, level: number): number {
  const n = sorted.length;
  if (n === 0) return 1;
  const at = Math.min(n - 1, Math.max(0, level * (n + 1) - 1)),
    low = Math.floor(at),
    high = Math.min(n - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

export type Forecast = { readonly mean: Float64Array; readonly quantiles: Float64Array[] };

type StructuralJob = { readonly horizon: number; readonly quantiles: readonly number[]; readonly bands: RatioBands };

/** Writes one series' forecast at row `at` of the output. */
function writeSeries(source: FeatureSource, state: OriginState, out: { forecast: Forecast; at: number; job: StructuralJob }): void {
  const { horizon, quantiles, bands } = out.job;
  for (let h = 0; h < horizon; h++) {
    const f = structuralMean(source, state, h),
      sorted = bands.buckets[bands.bucketOf(f)]!;
    out.forecast.mean[out.at + h] = f;
    quantiles.forEach((q, k) => {
      out.forecast.quantiles[k]![out.at + h] = (f + bands.offset) * sortedQuantile(sorted, q);
    });
  }
}

const empty = (n: number, levels: number): Forecast => ({ mean: new Float64Array(n), quantiles: Array.from({ length: levels }, () => new Float64Array(n)) });

/** Mean and quantiles of every series × step from one origin. */
export function forecastStructural(source: FeatureSource, origin: number, job: StructuralJob): Forecast {
  const S = source.table.names.length,
    T = source.table.periods,
    view = new SeriesView(T, source.spans.season),
    forecast = empty(S * job.horizon, job.quantiles.length);
  for (let s = 0; s < S; s++) {
    view.load(source.values, s * T);
    writeSeries(source, originState(source, view, { series: s, origin }), { forecast, at: s * job.horizon, job });
  }
  return forecast;
}

/** The same for one series. */
export function forecastStructuralOne(source: FeatureSource, at: { series: number; origin: number }, job: StructuralJob): Forecast {
  const T = source.table.periods,
    view = new SeriesView(T, source.spans.season),
    forecast = empty(job.horizon, job.quantiles.length);
  view.load(source.values, at.series * T);
  writeSeries(source, originState(source, view, at), { forecast, at: 0, job });
  return forecast;
}
