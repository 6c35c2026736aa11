// Quantiles around the mean, where promotions are planned: a planned promotion multiplies sales, which a mean on a log scale learns better than
// quantiles do by themselves. Means are trained first, each without one part of the past; quantiles then learn how far truth lay from the mean
// of the head that had not seen it. Measured on frat: wQL −2 % over nine origins. Without plans it is no help (one origin of island bakery: worse):
// a feast or a season that only one part holds looks like an error there.
import { binMatrix, makeCuts, type BinnedMatrix, type Cuts } from './bins.ts';
import { sortLevels } from './conformal.ts';
import type { FeatureSource } from './features.ts';
import { unlog, wholeQuantile, type HeadSpec, type TrainedHead } from './heads.ts';
import { PARTS, rawFeatures, type Basis, type Offer, type Prepared, type Rows, type Unit } from './lesson.ts';
import { scoreForest } from './trees.ts';
import type { Forecast } from './structural.ts';

/** Forests a level, whose average errs less (frat: four are 0.4 % better than two); one where a table is so large that four would make retraining slow. */
const BAGS = 4;

/** First round: the mean on every basis, without each part of the past in turn; their average is the forecast. */
export const meanSpecs = (bases: readonly Basis[], job: { power: number; seed: number }): HeadSpec[] =>
  bases.flatMap((unit, b) =>
    Array.from({ length: PARTS }, (_, without) => ({ unit, loss: { kind: 'tweedie' as const, power: job.power }, seed: job.seed + 1000 * b + 500 + without, without })),
  );

/** Second round: every level, in units of the mean. */
export const levelSpecs = (levels: readonly number[], { large, seed }: { readonly large: boolean; readonly seed: number }): HeadSpec[] =>
  levels.flatMap((level, k) =>
    Array.from({ length: large ? 1 : BAGS }, (_, bag) => ({ unit: 'mean' as const, loss: { kind: 'pinball' as const, level }, seed: seed + 10_000 + 100 * bag + k })),
  );

/** Shares of the bases in a mean of both. */
const SHARE: Readonly<Record<Basis, number>> = { scale: 0.55, level: 0.45 };
const shareOf = (basis: Unit, bases: readonly Unit[]): number => SHARE[basis as Basis] / bases.reduce((s, b) => s + SHARE[b as Basis], 0);

const logOf = (mean: number): number => Math.log(Math.max(mean, 1e-6));

/** The forecast mean is the last column of what quantiles are learned from. */
function withMean(matrix: BinnedMatrix, mean: Float64Array, cuts: Float32Array): BinnedMatrix {
  const bins = new Uint8Array(matrix.bins.length + mean.length);
  bins.set(matrix.bins);
  bins.set(binMatrix(Float32Array.from(mean, logOf), [cuts]).bins, matrix.bins.length);
  return { rows: matrix.rows, features: matrix.features + 1, bins };
}

export type Round = { readonly unit: Unit; readonly lesson: Prepared };

/** The lesson of the second round: truth in units of the mean said by the head that had not seen the row; weights follow the units. */
export function lessonAround(first: readonly Round[], means: readonly TrainedHead[], floor: number): Prepared {
  const { rows, part, matrix, cuts, target, spread, weight } = first[0]!.lesson,
    n = target.length,
    bases = first.map((p) => p.unit),
    mean = new Float64Array(n);
  for (const { spec, said } of means) {
    const own = first[bases.indexOf(spec.unit)]!.lesson.spread,
      share = shareOf(spec.unit, bases);
    for (let i = 0; i < n; i++) if (part[i] === spec.without) mean[i] = mean[i]! + share * own[i]! * unlog(said![i]!);
  }
  const [column] = makeCuts(Float32Array.from(mean, logOf), n, 1),
    around = Float32Array.from(mean, (m) => Math.hypot(m, floor));
  const heavy = around.map((u, i) => (spread[i]! > 0 ? (weight[i]! * u) / spread[i]! : 0));
  let total = 0;
  for (const w of heavy) total += w;
  return {
    rows,
    part,
    cuts: [...cuts, column!],
    matrix: withMean(matrix, mean, column!),
    spread: around,
    target: around.map((u, i) => (u > 0 ? (target[i]! * spread[i]!) / u : 0)),
    weight: heavy.map((w) => (total > 0 ? (w * n) / total : 1)),
  };
}

/** Forecast of the given rows in units: the average of all means, quantiles sorted, whole where demand is whole. `cuts` are the second round's. */
export function scoreAround(
  source: FeatureSource,
  rows: Rows,
  job: { cuts: Cuts; heads: readonly TrainedHead[]; levels: readonly number[]; window: number; offer: Offer; floor: number; whole: boolean },
): Forecast {
  const { cuts, heads, floor } = job,
    bases = [...new Set(heads.map((h) => h.spec.unit))].filter((u): u is Basis => u !== 'mean'),
    n = rows.series.length,
    score = new Float64Array(n),
    mean = new Float64Array(n);
  let matrix: BinnedMatrix | undefined;
  for (const basis of bases) {
    const { raw, spread } = rawFeatures(source, rows, { ...job, basis }),
      own = heads.filter((h) => h.spec.unit === basis);
    matrix ??= binMatrix(raw, cuts.slice(0, -1));
    for (const { forest } of own) {
      scoreForest(forest, matrix, score);
      for (let i = 0; i < n; i++) mean[i] = mean[i]! + (shareOf(basis, bases) / own.length) * spread[i]! * unlog(score[i]!);
    }
  }
  const wider = withMean(matrix!, mean, cuts[cuts.length - 1]!);
  const quantiles = job.levels.map((level) => {
    const own = heads.filter(({ spec }) => spec.loss.kind === 'pinball' && spec.loss.level === level),
      units = new Float64Array(n);
    for (const { forest } of own) {
      scoreForest(forest, wider, score);
      for (let i = 0; i < n; i++) units[i] = units[i]! + (score[i]! * Math.hypot(mean[i]!, floor)) / own.length;
    }
    return units.map((u) => Math.max(0, job.whole ? wholeQuantile(u) : u));
  });
  sortLevels(quantiles);
  return { mean, quantiles };
}
