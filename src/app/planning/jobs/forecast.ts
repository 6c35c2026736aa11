// A company's forecast from its history: trained anew, or scored with a model trained before. Pure but for the progress it tells; runs in a thread.
import {
  assemble,
  attribute,
  CLASSES,
  classesOf,
  cleanSeries,
  type FeatureSource,
  type Forecast,
  LEARN_DEFAULTS,
  type LearnOptions,
  makeLearner,
  makeSource,
  type Model,
  predict,
  type Score,
  type SeriesTable,
  sizeBucket,
  trainAll,
  viewBefore,
} from '#forecast';
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PROMOTION } from '../history-table.ts';
import { LEVELS } from '../latest.ts';
import { type Accuracy, judgeForecasts } from './accuracy.ts';
import { drift, type Drift } from './drift.ts';
import { packGround } from './ground.ts';
import { likeOthers } from './newcomers.ts';

export type Ground = { readonly table: SeriesTable; readonly at: number; readonly horizon: number; readonly soldOut: Uint8Array; readonly seed: number };
export type Say = (progress: number, step: string) => void;

/** A sold-out day and what demand is taken to have been, in units. */
export type Imputed = { readonly series: number; readonly period: number; readonly from: number; readonly to: number; readonly reason: string };
export type Parts = { readonly base: number; readonly parts: readonly { readonly family: string; readonly units: number }[] };
export type Said = {
  /** series × horizon; quantiles series × horizon × 5. */
  readonly means: Float64Array;
  readonly quantiles: Float64Array;
  readonly classes: readonly string[];
  readonly models: readonly string[];
  readonly parts: readonly (Parts | null)[];
  readonly accuracy: Accuracy | null;
  readonly imputed: readonly Imputed[];
  readonly drift: readonly (Drift | null)[];
  readonly summary: Summary;
  /** The trained model with a print of it, where one was trained. */
  readonly model: { readonly bytes: Uint8Array; readonly print: string } | null;
  /** What all series were forecast from, kept so that some of them can be forecast again by themselves (some.ts); null where only some were. */
  readonly ground: Uint8Array | null;
};
export type Summary = {
  readonly series: number;
  readonly cells: number;
  readonly scores: readonly { readonly method: string; readonly score: Score }[];
  /** Series × days the scores stand on, and those left out because the shelf was empty: what was wanted on them nobody knows. */
  readonly scored: number;
  readonly unknown: number;
  /** Outside signals the model was fed (their own gate decides that), and festivals the data proved. */
  readonly signals: readonly string[];
  readonly festivals: readonly string[];
  readonly weights: Readonly<Record<string, readonly { readonly member: string; readonly weight: number }[]>>;
  readonly alarms: number;
};

/** What is kept of a training: the model, the series by name in the order it knows them, and the features it was fed. */
export type Kept = {
  readonly model: Model;
  readonly names: readonly string[];
  readonly groups: readonly string[];
  readonly features: readonly string[];
  readonly summary: Summary;
  readonly accuracy: Accuracy | null;
};

/**
 * Functions cannot be stored; the only one of a model is this. Made small here in the thread: the database would do it slowly, and in the hands of the server
 * where it is embedded. The print is of what is inside.
 */
function pack(kept: Kept): NonNullable<Said['model']> {
  const plain = serialize({ ...kept, model: { ...kept.model, bands: { ...kept.model.bands, bucketOf: null } } });
  return { bytes: deflateRawSync(plain, { level: 1 }), print: createHash('sha256').update(plain).digest('hex').slice(0, 12) };
}
export function unpack(bytes: Uint8Array): Kept {
  const kept = deserialize(inflateRawSync(bytes)) as Kept;
  return { ...kept, model: { ...kept.model, bands: { ...kept.model.bands, bucketOf: sizeBucket } } };
}

const optionsOf = (ground: Ground): LearnOptions => ({ ...LEARN_DEFAULTS, horizon: ground.horizon, quantiles: LEVELS, seed: ground.seed });

/** Sold-out days get the demand they would have had; everything is learned from these values. `model`: its festivals are not learned again. */
export function withDemand(ground: Ground, model?: Model): { readonly table: SeriesTable; readonly imputed: readonly Imputed[] } {
  const { table, at } = ground;
  const source = makeSource(viewBefore(table, at, ground.horizon), at, model ? { options: model.options, festivals: festivalsFor(model, table) } : { options: optionsOf(ground) });
  const clean = cleanSeries(source, { soldOut: ground.soldOut });
  const imputed = clean.changes.map((c) => ({ series: Math.floor(c.cell / table.periods), period: c.cell % table.periods, from: c.from, to: c.to, reason: c.reason }));
  return { table: { ...table, values: clean.values }, imputed };
}

/** The series that sold most lately, in the table's order. */
export function strongest(table: SeriesTable, at: number, most: number): number[] {
  const sums = table.names.map((_, s) => {
    let sum = 0;
    for (let t = Math.max(0, at - 180); t < at; t++) sum += table.values[s * table.periods + t] || 0;
    return { s, sum };
  });
  return sums
    .toSorted((a, b) => b.sum - a.sum || a.s - b.s)
    .slice(0, most)
    .map((x) => x.s)
    .sort((a, b) => a - b);
}

/** Trains on the whole history and forecasts. Same ground, same bytes. */
export function train(ground: Ground, say: Say): Said {
  say(0.02, '补回缺货日的需求');
  const { table, imputed } = withDemand(ground);
  const options = optionsOf(ground);
  say(0.1, '用最近四周检验准确度');
  const { accuracy, scores, scored, unknown } = judgeForecasts({ table, at: ground.at, soldOut: ground.soldOut }, options);
  say(0.5, '读出节日、促销与星期规律');
  const learner = makeLearner(viewBefore(table, ground.at, ground.horizon), ground.at, options);
  const trained = trainAll(learner, (done, of) => say(0.55 + (0.35 * done) / of, `训练模型 ${done}/${of}`));
  const model = assemble(learner, trained);
  const summary: Summary = {
    series: table.names.length,
    cells: table.names.length * ground.at,
    scores,
    scored,
    unknown,
    signals: table.known.map((k) => k.name).filter((name) => name !== 'open' && name !== PROMOTION),
    festivals: model.festivals.verdicts.filter((v) => v.kept).map((v) => v.festival),
    weights: weightsOf(model),
    alarms: 0,
  };
  const kept: Kept = { model, names: table.names, groups: table.groups, features: learner.source.names.map((n) => n.name), summary, accuracy };
  say(0.92, '逐品预测与归因');
  const said = told({ model, source: learner.source, ground, table, verdicts: [] });
  return { ...said, imputed, accuracy, drift: table.names.map(() => null), summary, model: pack(kept), ground: packGround({ table, at: ground.at }) };
}

function weightsOf(model: Model): Summary['weights'] {
  const { members, byClass } = model.weights,
    M = members.length;
  return Object.fromEntries(
    CLASSES.map((name, c) => {
      const own = members.map((_, m) => byClass[c * M + m]!),
        sum = own.reduce((a, b) => a + b, 0);
      return [name, members.map((member, m) => ({ member, weight: Number((own[m]! / sum).toFixed(3)) })).filter((w) => w.weight > 0)];
    }),
  );
}

/** A model trained before no longer fits: it was fed other things than there are now. */
export class Misfit extends Error {
  override readonly name = 'Misfit';
}

/** The festivals a model learned, for a table in which new series stand behind the ones it knows: they follow their group. */
function festivalsFor({ festivals }: Model, table: SeriesTable): Model['festivals'] {
  const first = new Map<string, number>();
  table.groups.forEach((g, s) => first.has(g) || first.set(g, s));
  return { ...festivals, clusterOf: Int32Array.from(table.groups, (g, s) => festivals.clusterOf[s] ?? festivals.clusterOf[first.get(g) ?? 0] ?? 0) };
}

/** The source of today for a model of some days ago: its series keep their places, new ones stand behind. */
export function sourceFor(kept: Kept, ground: Pick<Ground, 'at' | 'horizon'>, table: SeriesTable): FeatureSource {
  if (kept.names.some((n, s) => table.names[s] !== n)) throw new Misfit('the series of the model are not where it knows them');
  const source = makeSource(viewBefore(table, ground.at, ground.horizon), ground.at, { options: kept.model.options, festivals: festivalsFor(kept.model, table) });
  const features = source.names.map((n) => n.name);
  if (features.length !== kept.features.length || features.some((f, i) => f !== kept.features[i])) throw new Misfit('the features of the model are not those of today');
  return source;
}

/** Scores the days of today with a model trained before: no training. Watches how it did since. */
export function refresh(ground: Ground, bytes: Uint8Array, say: Say): Said {
  say(0.1, '补回缺货日的需求');
  const kept = unpack(bytes),
    { table, imputed } = withDemand(ground, kept.model),
    source = sourceFor(kept, ground, table);
  say(0.4, '检查模型有没有跑偏');
  const verdicts = drift(kept.model, { table, source, at: ground.at, soldOut: ground.soldOut });
  say(0.7, '逐品预测与归因');
  const said = told({ model: kept.model, source, ground, table, verdicts });
  const summary = { ...kept.summary, series: table.names.length, cells: table.names.length * ground.at, alarms: verdicts.filter((v) => v?.alarm).length };
  const accuracy = kept.accuracy && table.names.length === kept.names.length ? kept.accuracy : null;
  return { ...said, imputed, accuracy, drift: verdicts, summary, model: null, ground: packGround({ table, at: ground.at }) };
}

/** series × horizon × levels from one array a level. */
export function rowByRow(forecast: Forecast, series: number, horizon: number): Float64Array {
  const out = new Float64Array(series * horizon * LEVELS.length);
  for (let i = 0; i < series * horizon; i++) for (let k = 0; k < LEVELS.length; k++) out[i * LEVELS.length + k] = forecast.quantiles[k]![i]!;
  return out;
}

/** Everything said of every series by a model: forecast, class, why. */
type Telling = { readonly model: Model; readonly source: FeatureSource; readonly ground: Ground; readonly table: SeriesTable; readonly verdicts: readonly (Drift | null)[] };
function told({ model, source, ground, table, verdicts }: Telling): Pick<Said, 'means' | 'quantiles' | 'classes' | 'models' | 'parts'> {
  const { at, horizon: H } = ground;
  const forecast = predict(model, source, at);
  const models = table.names.map(() => 'portfolio');
  verdicts.forEach((v, s) => {
    if (!v?.fallback) return;
    forecast.mean.set(v.fallback.mean, s * H);
    forecast.quantiles.forEach((q, k) => q.set(v.fallback!.quantiles[k]!, s * H));
    models[s] = 'fallback';
  });
  for (const s of likeOthers(forecast, table, { at, horizon: H })) models[s] = 'analogue';
  const classes = classesOf(source.table, at);
  return {
    means: forecast.mean,
    quantiles: rowByRow(forecast, table.names.length, H),
    classes: table.names.map((_, s) => CLASSES[classes[s]!]!),
    models,
    parts: table.names.map((_, s) => (models[s] === 'portfolio' ? partsOf(model, source, { series: s, at, means: forecast.mean.subarray(s * H, s * H + H) }) : null)),
  };
}

/** Why the coming week is what it is: the mean of its days, split over families. */
const WEEK = 7;
export function partsOf(model: Model, source: FeatureSource, job: { readonly series: number; readonly at: number; readonly means: Float64Array }): Parts | null {
  if (!model.weights.members.some((m) => m.startsWith('gbdt'))) return null;
  const days = Math.min(WEEK, job.means.length),
    sums = new Map<string, number>();
  let base = 0;
  for (let step = 0; step < days; step++) {
    const a = attribute(model, source, { series: job.series, origin: job.at, step, forecast: job.means[step]! });
    base += a.base / days;
    for (const p of a.parts) sums.set(p.family, (sums.get(p.family) ?? 0) + p.units / days);
  }
  return { base, parts: [...sums].map(([family, units]) => ({ family, units })) };
}
