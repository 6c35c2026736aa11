// Some series only, after something changed their past or to see what would be if. Nothing else is read and nothing else is scored:
// the others stand as they did when all were forecast (ground.ts). Runs in a thread.
import { CLASSES, classesOf, type Forecast, refreshOne, selectSeries, type SeriesTable } from '#forecast';
import { type FreshSeries, PROMOTION } from '../history-table.ts';
import { LEVELS } from '../latest.ts';
import { structuralOf } from './drift.ts';
import { type Imputed, type Kept, partsOf, rowByRow, type Said, sourceFor, unpack, withDemand } from './forecast.ts';
import { unpackGround } from './ground.ts';

export type Again = {
  readonly ground: Uint8Array;
  readonly model: Uint8Array;
  /** Names (item|warehouse) of the series wanted, in this order, and the kind of model each was forecast with. */
  readonly wanted: readonly { readonly name: string; readonly model: string }[];
  /** Histories read anew; series without one are taken as they were. */
  readonly fresh: readonly FreshSeries[];
  /** As if no promotion were planned. */
  readonly plain: boolean;
};

/** The forecasts of `wanted`, in that order; `imputed` counts series by their place in it. Throws where a series was not forecast before. */
export function some(work: Again): Said {
  const kept = unpack(work.model),
    { table: before, at } = unpackGround(work.ground),
    H = kept.model.options.horizon;
  const places = work.wanted.map(({ name }) => {
    const s = before.names.indexOf(name);
    if (s < 0) throw new Error(`${name} is not in the forecast that holds`);
    return s;
  });
  const { table: filled, imputed } = renewed(kept, { table: before, at }, work.fresh);
  const table = work.plain ? withoutPlans(filled, at) : filled,
    source = sourceFor(kept, { at, horizon: H }, table);
  // A series that drifted stays with the model it fell back to until the nightly look decides otherwise.
  const all = places.map((series, i) => refreshOne(work.wanted[i]?.model === 'fallback' ? structuralOf(kept.model) : kept.model, source, { series, origin: at }).forecast);
  const joined: Forecast = {
    mean: Float64Array.from(all.flatMap((f) => [...f.mean])),
    quantiles: LEVELS.map((_, k) => Float64Array.from(all.flatMap((f) => [...f.quantiles[k]!]))),
  };
  const classes = classesOf(selectSeries({ ...source.table, known: [] }, places), at);
  return {
    means: joined.mean,
    quantiles: rowByRow(joined, places.length, H),
    classes: places.map((_, i) => CLASSES[classes[i]!]!),
    models: work.wanted.map((w) => w.model),
    parts: places.map((s, i) => (work.wanted[i]?.model === 'fallback' ? null : partsOf(kept.model, source, { series: s, at, means: joined.mean.subarray(i * H, i * H + H) }))),
    accuracy: null,
    imputed: imputed.flatMap((c) => (places.includes(c.series) ? [{ ...c, series: places.indexOf(c.series) }] : [])),
    drift: places.map(() => null),
    summary: { ...kept.summary, series: places.length, alarms: 0 },
    model: null,
    ground: null,
  };
}

/** The kept table with some histories replaced, their sold-out days filled. */
function renewed(
  kept: Kept,
  { table, at }: { readonly table: SeriesTable; readonly at: number },
  fresh: readonly FreshSeries[],
): { readonly table: SeriesTable; readonly imputed: readonly Imputed[] } {
  if (fresh.length === 0) return { table, imputed: [] };
  const T = table.periods,
    values = table.values.slice(),
    soldOut = new Uint8Array(values.length),
    known = table.known.map((k) => (k.name === PROMOTION ? { ...k, values: k.values.slice() } : k)),
    promotion = known.find((k) => k.name === PROMOTION)?.values;
  for (const row of fresh) {
    const s = table.names.indexOf(row.name);
    if (s < 0) continue;
    values.set(row.values.subarray(0, T), s * T);
    soldOut.set(row.soldOut.subarray(0, T), s * T);
    promotion?.set(row.promo.subarray(0, T), s * T);
  }
  const { options } = kept.model;
  return withDemand({ table: { ...table, values, known }, at, horizon: options.horizon, soldOut, seed: options.seed }, kept.model);
}

/** The same table without any promotion from `at` on. */
function withoutPlans(table: SeriesTable, at: number): SeriesTable {
  const known = table.known.map((k) => {
    if (k.name !== PROMOTION) return k;
    const values = k.values.slice();
    for (let s = 0; s < table.names.length; s++) values.fill(0, s * table.periods + at, (s + 1) * table.periods);
    return { ...k, values };
  });
  return { ...table, known };
}
