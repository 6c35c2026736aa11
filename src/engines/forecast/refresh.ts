// One series after an event: new values in, its forecast out, without touching any other series or any tree.
import { classify, CLASSES } from './classes.ts';
import { forecastClassic } from './classic.ts';
import { applyCalibration, sortLevels } from './conformal.ts';
import { upliftAt, type FeatureSource } from './features.ts';
import { forecastCounts, intermittentOptions } from './intermittent.ts';
import type { Rows } from './lesson.ts';
import { blendMembers, steadyMean, type MemberForecast } from './members.ts';
import { scoreUnit, silence, unitOf, usedMembers, type Model } from './model.ts';
import { SPANS } from './series-view.ts';
import { forecastStructuralOne, type Forecast } from './structural.ts';
import { selectSeries } from './table.ts';

export type OneForecast = { readonly series: number; readonly forecast: Forecast };

/** Writes a new value (units; NaN = not on offer) into the source, festival uplift divided out where it applies. */
export function setValue(source: FeatureSource, at: { series: number; period: number }, units: number): void {
  const cell = at.series * source.table.periods + at.period;
  source.table.values[cell] = units;
  if (source.values !== source.table.values) source.values[cell] = units / Math.exp(upliftAt(source, at.series, at.period));
}

const oneOf = (all: Forecast, series: number, H: number): Forecast => {
  const cut = (x: Float64Array): Float64Array => x.slice(series * H, (series + 1) * H);
  return { mean: cut(all.mean), quantiles: all.quantiles.map(cut) };
};

/**
 * Forecast of one series from `origin` with the trained model; groups and articles stand as they were at the last nightly
 * refresh. `changed` values are written first. The source must have room for origin + horizon.
 */
export function refreshOne(
  model: Model,
  source: FeatureSource,
  job: { series: number; origin: number; changed?: readonly { readonly period: number; readonly units: number }[] },
): OneForecast {
  for (const c of job.changed ?? []) setValue(source, { series: job.series, period: c.period }, c.units);
  const { horizon: H, quantiles } = model.options,
    T = source.table.periods,
    weights = usedMembers(model.weights);
  const rows: Rows = { series: new Int32Array(H).fill(job.series), origin: new Int32Array(H).fill(job.origin), step: Int32Array.from({ length: H }, (_, h) => h) };
  const members: MemberForecast[] = weights.members.map((name) => {
    if (name === 'structural') return { name, forecast: forecastStructuralOne(source, job, { horizon: H, quantiles, bands: model.bands }) };
    if (name === 'counts')
      return { name, forecast: forecastCounts(selectSeries({ ...source.table, known: [] }, [job.series]), job.origin, intermittentOptions(source.table.frequency, H, quantiles)) };
    if (name === 'classic') return { name, forecast: oneOf(forecastClassic(source, job.origin, model.classic!), job.series, H) };
    return { name, forecast: scoreUnit(model, source, { rows, unit: unitOf(name) }) };
  });
  const spans = SPANS[source.table.frequency],
    from = job.series * T;
  const own = CLASSES.indexOf(classify(source.table.values, { from, to: from + job.origin, warmup: spans.warmup, year: spans.year }));
  const out = blendMembers(members, weights, new Uint8Array(H).fill(own));
  if (model.calibration) applyCalibration(model.calibration, out.quantiles);
  else sortLevels(out.quantiles);
  steadyMean(out, quantiles);
  const open = source.table.known.find((c) => c.name === 'open')?.values;
  for (let h = 0; h < H; h++)
    if (open?.[job.series * T + job.origin + h] === 0) {
      out.mean[h] = 0;
      for (const q of out.quantiles) q[h] = 0;
    }
  silence(out, source, { origin: job.origin, horizon: H, range: { from: job.series, to: job.series + 1 } });
  return { series: job.series, forecast: out };
}
