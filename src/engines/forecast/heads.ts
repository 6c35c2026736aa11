// Heads of the global model: which are needed, how each is trained (anywhere, in any order), how they answer together.
import { binMatrix } from './bins.ts';
import { boostScored, type BoostOptions, type Loss } from './boost.ts';
import { lessonOf, rawFeatures, type Basis, type Offer, type Prepared, type Rows, type Unit } from './lesson.ts';
import type { FeatureSource } from './features.ts';
import { scoreForest, type Forest } from './trees.ts';
import type { Forecast } from './structural.ts';
import { sortLevels } from './conformal.ts';

/** One forest to train; heads of a round do not depend on each other, so workers may share them out as they like. `without` = the part of the past it does not learn from. */
export type HeadSpec = { readonly unit: Unit; readonly loss: Loss; readonly seed: number; readonly without?: number };

export type HeadSettings = { readonly boost: Omit<BoostOptions, 'seed'>; readonly whole: boolean };

/** Mean and every level on every basis, in a fixed order. */
export function headSpecs(bases: readonly Basis[], levels: readonly number[], job: { power: number; seed: number }): HeadSpec[] {
  return bases.flatMap((unit, b) => [
    { unit, loss: { kind: 'tweedie', power: job.power } as Loss, seed: job.seed + 1000 * b },
    ...levels.map((level, k) => ({ unit, loss: { kind: 'pinball', level } as Loss, seed: job.seed + 1000 * b + k + 1 })),
  ]);
}

/** Settings by rule from the number of rows: larger leaves and fewer, deeper looks as rows grow. */
export function boostSettings(rows: number): Omit<BoostOptions, 'seed'> {
  const leafMin = Math.round(Math.min(80, Math.max(15, rows / 1500)));
  return { leaves: 31, leafMin, lambda: 2, rate: 0.07, trees: 110, bag: 0.5, featureShare: 0.5 };
}

/** A leaf's answer is a quantile of its rows: it needs so many of them beyond the level, or the tails follow single odd days; but no more than … */
const BEYOND = 8,
  /** … so many usual leaves, or a small table has no leaves left. Measured on frat: pinball at .95 −1.7 %, at .99 −2 %. */
  WIDEST = 5;

const leafMinFor = (loss: Loss, usual: number): number => (loss.kind === 'pinball' ? Math.max(usual, Math.round(Math.min(WIDEST * usual, BEYOND / (1 - loss.level)))) : usual);

/** `said` = its score of every row of the lesson, where it learned without a part of them. */
export type TrainedHead = { readonly spec: HeadSpec; readonly forest: Forest; readonly said?: Float32Array };

export function trainHead(prepared: Prepared, spec: HeadSpec, settings: HeadSettings): TrainedHead {
  const { loss, seed, without } = spec,
    lesson = lessonOf(prepared, { jitter: settings.whole && loss.kind === 'pinball', seed, without });
  const { forest, score } = boostScored(lesson, loss, { ...settings.boost, leafMin: leafMinFor(loss, settings.boost.leafMin), seed });
  return without === undefined ? { spec, forest } : { spec, forest, said: Float32Array.from(score) };
}

/** A log-mean in units of the spread. */
export const unlog = (score: number): number => Math.exp(Math.min(12, score));

/** Forecast of each basis for the given rows, in units; quantiles sorted, whole where demand is whole. */
export function scoreBasis(
  source: FeatureSource,
  rows: Rows,
  job: { basis: Basis; cuts: Prepared['cuts']; heads: readonly TrainedHead[]; window: number; offer: Offer; floor: number; whole: boolean },
): Forecast {
  const { raw, spread } = rawFeatures(source, rows, job),
    matrix = binMatrix(raw, job.cuts),
    n = rows.series.length,
    score = new Float64Array(n);
  const mean = new Float64Array(n),
    means = job.heads.filter((h) => h.spec.unit === job.basis && h.spec.loss.kind === 'tweedie').length;
  const quantiles: Float64Array[] = [];
  for (const { spec, forest } of job.heads) {
    if (spec.unit !== job.basis) continue;
    scoreForest(forest, matrix, score);
    const out = new Float64Array(n),
      log = spec.loss.kind === 'tweedie';
    for (let i = 0; i < n; i++) {
      const units = (log ? unlog(score[i]!) : score[i]!) * spread[i]!;
      out[i] = Math.max(0, job.whole && !log ? wholeQuantile(units) : units);
    }
    if (log) for (let i = 0; i < n; i++) mean[i] = mean[i]! + out[i]! / means;
    else quantiles.push(out);
  }
  sortLevels(quantiles);
  return { mean, quantiles };
}

/** The quantile of y + U(0,1), brought back to whole units (research.md trap a); large ones keep their fraction. */
export function wholeQuantile(units: number): number {
  return units > 200 ? units - 0.5 : Math.ceil(units - 1);
}

/** Weighted average of forecasts, level by level (Vincentization). */
export function blend(parts: readonly { readonly weight: number; readonly forecast: Forecast }[]): Forecast {
  const total = parts.reduce((s, p) => s + p.weight, 0),
    first = parts[0]!.forecast;
  const mix = (pick: (f: Forecast) => Float64Array): Float64Array => {
    const out = new Float64Array(first.mean.length);
    for (const { weight, forecast } of parts) {
      const from = pick(forecast);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! + (weight / total) * from[i]!;
    }
    return out;
  };
  return { mean: mix((f) => f.mean), quantiles: first.quantiles.map((_, k) => mix((f) => f.quantiles[k]!)) };
}
