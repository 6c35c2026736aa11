// A trained model and its answers: heads, portfolio weights, calibration; everything in it is plain data that can be stored or posted.
import { lessonAround, scoreAround, type Round } from './around.ts';
import { forecastClassic, type ClassicModel } from './classic.ts';
import { classesOf } from './classes.ts';
import { applyCalibration, calibrate, sortLevels, type Calibration } from './conformal.ts';
import type { FestivalModel } from './festival.ts';
import { forecastCounts, intermittentOptions } from './intermittent.ts';
import { floorOf, learnerUntil, type Learner, type LearnOptions, type Traits } from './learner.ts';
import { blendMembers, defaultWeights, learnWeights, steadyMean, type MemberForecast, type MemberName, type Weights } from './members.ts';
import { scoreBasis, trainHead, type TrainedHead } from './heads.ts';
import { scoringRows, windowTruth, type Offer, type Rows, type SeriesRange, type Unit } from './lesson.ts';
import type { FeatureSource } from './features.ts';
import type { Cuts } from './bins.ts';
import { SPANS } from './series-view.ts';
import { forecastStructural, learnRatios, type Forecast, type RatioBands } from './structural.ts';
import { closedMask } from './table.ts';

export type Model = {
  readonly options: LearnOptions;
  readonly traits: Traits;
  /** First period the heads have not seen. */
  readonly trainedUntil: number;
  readonly festivals: FestivalModel;
  readonly cuts: readonly { readonly unit: Unit; readonly cuts: Cuts }[];
  readonly heads: readonly TrainedHead[];
  readonly bands: RatioBands;
  readonly weights: Weights;
  /** Of small tables only. */
  readonly classic?: ClassicModel;
  readonly calibration: Calibration | undefined;
};

/** Lessons of the second round, once the first one's heads (in the order of learner.specs) are trained; none where there is none. */
export const secondRound = (learner: Learner, heads: readonly TrainedHead[]): Round[] =>
  learner.second.length === 0 ? [] : [{ unit: 'mean', lesson: lessonAround(learner.prepared, heads, floorOf(learner.traits)) }];

/** All heads of a learner, and the lessons they had. */
export type Trained = { readonly rounds: readonly Round[]; readonly heads: readonly TrainedHead[] };

/** Trains all heads of a learner here, one after another; workers call trainHead for their share of a round instead. */
export function trainAll(learner: Learner, progress?: (done: number, of: number) => void): Trained {
  const heads: TrainedHead[] = [];
  const train = (rounds: readonly Round[]) => (spec: (typeof learner.specs)[number]) => {
    heads.push(trainHead(rounds.find((p) => p.unit === spec.unit)!.lesson, spec, learner.settings));
    progress?.(heads.length, learner.specs.length + learner.second.length);
  };
  learner.specs.forEach(train(learner.prepared));
  const second = secondRound(learner, heads);
  learner.second.forEach(train(second));
  return { rounds: [...learner.prepared, ...second], heads };
}

export type Tuned = { readonly weights: Weights; readonly calibration: Calibration | undefined };

/** Joins trained heads to a model of trees (and counts), without weights or calibration of its own. */
export function treesAlone(learner: Learner, { rounds, heads }: Trained, tuned?: Tuned): Model {
  const { source, options, traits, origin } = learner;
  return {
    options,
    traits,
    trainedUntil: origin,
    festivals: source.festivals,
    // What heads said of their own lessons was for the second round; it is not kept.
    heads: heads.map(({ spec, forest }) => ({ spec, forest })),
    bands: learnRatios(source, { until: origin, horizon: Math.max(1, options.horizon), origins: 16, whole: traits.whole }),
    cuts: rounds.map((p) => ({ unit: p.unit, cuts: p.lesson.cuts })),
    weights: tuned?.weights ?? defaultWeights(memberNames(learner), source.table.frequency),
    calibration: tuned?.calibration,
  };
}

/** Counts join where whole units and many zeros (or months) make them at home; sums over a window are not theirs. */
function memberNames(learner: Pick<Learner, 'prepared' | 'second' | 'traits' | 'options'>): MemberName[] {
  const names = (learner.second.length > 0 ? ['mean' as const] : learner.prepared.map((p) => p.unit)).map((unit): MemberName => `gbdt-${unit}`);
  if (learner.options.window > 1) return names;
  if (learner.traits.zeroShare <= 0.5) names.push('structural');
  if (learner.traits.whole && learner.traits.zeroShare > 0.2) names.push('counts');
  return names;
}

/** Closed days come from the `open` column; without one every coming day is on offer. */
export function offerOf(source: FeatureSource): Offer {
  const T = source.table.periods,
    open = source.table.known.find((c) => c.name === 'open')?.values;
  return (s, t) => t < T && open?.[s * T + t] !== 0;
}

const everySeries = (source: FeatureSource): SeriesRange => ({ from: 0, to: source.table.names.length });

/** What every member says for series × horizon from one origin. */
export function memberForecasts(model: Model, source: FeatureSource, origin: number, range: SeriesRange = everySeries(source)): MemberForecast[] {
  const rows = scoringRows(range, origin, model.options.horizon);
  return model.weights.members.map((name) => ({ name, forecast: oneMember(model, source, { name, origin, rows, range }) }));
}

type MemberJob = { readonly name: MemberName; readonly origin: number; readonly rows: Rows; readonly range: SeriesRange };

function oneMember(model: Model, source: FeatureSource, at: MemberJob): Forecast {
  const { options } = model,
    { horizon: H, quantiles } = options;
  const cut = (f: Forecast): Forecast => ({
    mean: f.mean.slice(at.range.from * H, at.range.to * H),
    quantiles: f.quantiles.map((q) => q.slice(at.range.from * H, at.range.to * H)),
  });
  if (at.name === 'structural') return cut(forecastStructural(source, at.origin, { horizon: H, quantiles, bands: model.bands }));
  if (at.name === 'classic') return cut(forecastClassic(source, at.origin, model.classic!));
  if (at.name === 'counts') return cut(forecastCounts(source.table, at.origin, intermittentOptions(source.table.frequency, H, quantiles)));
  return scoreUnit(model, source, { rows: at.rows, unit: unitOf(at.name) });
}

/** The unit of a member of trees. */
export const unitOf = (name: MemberName): Unit => (name === 'gbdt-mean' ? 'mean' : name === 'gbdt-scale' ? 'scale' : 'level');

/** What a model's trees say of rows, by the unit their quantiles are in. */
export function scoreUnit(model: Pick<Model, 'options' | 'traits' | 'cuts' | 'heads'>, source: FeatureSource, job: { rows: Rows; unit: Unit; offer?: Offer }): Forecast {
  const { heads, traits } = model,
    { window, quantiles: levels } = model.options,
    { rows, unit, offer = offerOf(source) } = job,
    { cuts } = model.cuts.find((c) => c.unit === unit)!,
    how = { cuts, heads, window, offer, floor: floorOf(traits), whole: traits.whole && window === 1 };
  return unit === 'mean' ? scoreAround(source, rows, { ...how, levels }) : scoreBasis(source, rows, { ...how, basis: unit });
}

/** Class of every row of series × horizon. */
export function rowClasses(source: FeatureSource, origin: number, horizon: number, range: SeriesRange = everySeries(source)): Uint8Array {
  const classes = classesOf(source.table, origin);
  return Uint8Array.from({ length: (range.to - range.from) * horizon }, (_, i) => classes[range.from + Math.floor(i / horizon)]!);
}

/** Members that carry weight somewhere; the others are not asked. */
export function usedMembers(weights: Weights): Weights {
  const M = weights.members.length,
    used = weights.members.map((_, m) => weights.byClass.some((w, i) => i % M === m && w > 0));
  return { members: weights.members.filter((_, m) => used[m]), byClass: weights.byClass.filter((_, i) => used[i % M]!) };
}

/**
 * The model's forecast of a range of series: blended, calibrated, ascending, zero where closed. Ranges put one after
 * another are the forecast of all, byte for byte, so workers may share them out.
 */
export function predict(model: Model, source: FeatureSource, origin: number, range: SeriesRange = everySeries(source)): Forecast {
  const H = model.options.horizon,
    weights = usedMembers(model.weights),
    used = { ...model, weights };
  const out = blendMembers(memberForecasts(used, source, origin, range), weights, rowClasses(source, origin, H, range));
  if (model.calibration) applyCalibration(model.calibration, out.quantiles);
  else sortLevels(out.quantiles);
  steadyMean(out, model.options.quantiles);
  if (model.options.window === 1) closeDays(out, source, { origin, horizon: H, range });
  silence(out, source, { origin, horizon: H, range });
  return out;
}

/** What was on offer long enough and never sold is not expected to: no model can hold a level against the least unit (half a piece a day). */
export function silence(out: Forecast, source: FeatureSource, job: { origin: number; horizon: number; range: SeriesRange }): void {
  const { values, periods: T, frequency } = source.table;
  for (let s = job.range.from; s < job.range.to; s++) {
    let seen = 0,
      t = job.origin - 1;
    while (t >= 0 && !(values[s * T + t]! > 0)) if (!Number.isNaN(values[s * T + t--]!)) seen++;
    if (t >= 0 || seen < SPANS[frequency].warmup) continue;
    const from = (s - job.range.from) * job.horizon;
    out.mean.fill(0, from, from + job.horizon);
    for (const q of out.quantiles) q.fill(0, from, from + job.horizon);
  }
}

function closeDays(out: Forecast, source: FeatureSource, job: { origin: number; horizon: number; range: SeriesRange }): void {
  const closed = closedMask(source.table),
    T = source.table.periods;
  for (let i = 0; i < out.mean.length; i++) {
    const t = job.origin + (i % job.horizon),
      s = job.range.from + Math.floor(i / job.horizon);
    if (t >= T || closed[s * T + t] === 0) continue;
    out.mean[i] = 0;
    for (const q of out.quantiles) q[i] = 0;
  }
}

/** How far back the last origins are held out to weigh members and calibrate, and how far apart they are. */
export function holdout(source: FeatureSource, options: LearnOptions): { span: number; stride: number } {
  const { frequency } = source.table,
    least = frequency === 'D' ? 56 : frequency === 'W' ? 12 : 6;
  const span = Math.max(least, frequency === 'M' ? options.horizon : options.horizon * 2);
  return { span, stride: Math.max(1, Math.min(options.horizon, frequency === 'D' ? 7 : 4)) };
}

/** Weights and calibration from a model that had not seen the last periods before `origin`. */
export function tune(source: FeatureSource, origin: number, job: { options: LearnOptions; traits: Traits }): Tuned | undefined {
  const { span, stride } = holdout(source, job.options),
    until = origin - span;
  if (until < 2.5 * SPANS[source.table.frequency].warmup) return undefined;
  const learner = learnerUntil(source, until, {
    ...job,
    options: { ...job.options, rowsMax: Math.min(job.options.rowsMax, 60_000), trees: Math.min(80, job.options.trees ?? 80) },
  });
  const past = treesAlone(learner, trainAll(learner));
  const origins: number[] = [];
  for (let o = until; o + job.options.horizon + job.options.window - 1 <= origin; o += stride) origins.push(o);
  return origins.length === 0 ? undefined : weigh(past, source, origins);
}

function weigh(past: Model, source: FeatureSource, origins: readonly number[]): { weights: Weights; calibration: Calibration } {
  const { horizon: H, quantiles: levels, window } = past.options,
    T = source.table.periods,
    n = source.table.names.length * H;
  const said = origins.map((o) => memberForecasts(past, source, o));
  const truth = new Float64Array(n * origins.length),
    rowClass = new Uint8Array(n * origins.length);
  origins.forEach((o, k) => {
    rowClass.set(rowClasses(source, o, H), k * n);
    for (let i = 0; i < n; i++) {
      const cell = Math.floor(i / H) * T + o + (i % H);
      truth[k * n + i] = Number.isNaN(source.table.values[cell]!) ? Number.NaN : windowTruth(source.table.values, { cell, window });
    }
  });
  const join = (pick: (f: Forecast) => Float64Array, m: number): Float64Array => {
    const out = new Float64Array(n * origins.length);
    said.forEach((members, k) => out.set(pick(members[m]!.forecast), k * n));
    return out;
  };
  const members = past.weights.members.map((name, m) => ({ name, forecast: { mean: join((f) => f.mean, m), quantiles: levels.map((_, q) => join((f) => f.quantiles[q]!, m)) } }));
  const weights = learnWeights({ rowClass, truth, members, levels, frequency: source.table.frequency, origins: origins.length });
  const blended = blendMembers(members, weights, rowClass);
  sortLevels(blended.quantiles);
  return { weights, calibration: calibrate({ truth, quantiles: blended.quantiles }, levels, origins.length / (origins.length + 24)) };
}
