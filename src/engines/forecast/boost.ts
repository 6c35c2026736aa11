// Gradient boosting of one head (mean or one quantile) over binned rows: seeded bagging, feature sampling, leaf renewal.
import { breathe } from './breath.ts';
import type { BinnedMatrix } from './bins.ts';
import { growSpace, growTree, type GrowOptions, type GrowSpace, type Leaf } from './grow.ts';
import { seeded, type Random } from './random.ts';
import { ForestBuilder, type Forest } from './trees.ts';

/** tweedie: log-mean with variance ∝ mean^power (Jørgensen 1987); pinball: the `level` quantile; square: the mean as it is. */
export type Loss = { readonly kind: 'tweedie'; readonly power: number } | { readonly kind: 'pinball'; readonly level: number } | { readonly kind: 'square' };

export type BoostOptions = GrowOptions & {
  readonly trees: number;
  readonly bag: number;
  readonly featureShare: number;
  readonly seed: number;
  /** Scale a log-mean in the end so that it adds up to the truth it learned from. */
  readonly balance?: boolean;
};

/** Rows to learn: target and weight (mean weight about 1) of each row of the matrix; `only` = 1 for rows to learn from, absent = all of them. */
export type Lesson = { readonly matrix: BinnedMatrix; readonly target: Float32Array; readonly weight: Float32Array; readonly only?: Uint8Array | undefined };

const clampLog = (v: number): number => (v > 12 ? 12 : v < -12 ? -12 : v);

function weightedMean(lesson: Lesson): number {
  let s = 0,
    w = 0;
  for (let i = 0; i < lesson.target.length; i++) {
    if (lesson.only?.[i] === 0) continue;
    s += lesson.target[i]! * lesson.weight[i]!;
    w += lesson.weight[i]!;
  }
  return w > 0 ? s / w : 0;
}

/** Weighted quantile: the smallest value at which the mass of values up to it reaches `level` of all. */
function weightedQuantile(lesson: Lesson, level: number): number {
  const n = lesson.target.length;
  let total = 0;
  for (const w of lesson.weight) total += w;
  return selectQuantile({ keys: Float64Array.from(lesson.target), masses: Float64Array.from(lesson.weight), n }, level * total);
}

function startingScore(loss: Loss, lesson: Lesson): number {
  if (loss.kind === 'square') return weightedMean(lesson);
  if (loss.kind === 'tweedie') return Math.log(Math.max(weightedMean(lesson), 1e-6));
  return weightedQuantile(lesson, loss.level);
}

/** Writes gradient and hessian of the bag's rows; returns the shift that lifts every gradient above zero (see growTree). */
function gradients(loss: Loss, lesson: Lesson, state: { score: Float64Array; space: GrowSpace; count: number }): number {
  const { target, weight } = lesson,
    { score, space } = state,
    { order, gradient, hessian } = space;
  let most = 0;
  for (let k = 0; k < state.count; k++) {
    const i = order[k]!,
      y = target[i]!,
      w = weight[i]!,
      f = score[i]!;
    if (loss.kind === 'pinball') {
      gradient[k] = f >= y ? w * (1 - loss.level) : -w * loss.level;
      hessian[k] = w;
      continue;
    }
    if (loss.kind === 'square') {
      gradient[k] = w * (f - y);
      hessian[k] = w;
      if (y - f > most) most = y - f;
      continue;
    }
    const p = loss.power,
      a = y * Math.exp((1 - p) * f),
      b = Math.exp((2 - p) * f);
    gradient[k] = w * (b - a);
    hessian[k] = w * ((2 - p) * b + (p - 1) * a);
  }
  return loss.kind === 'pinball' ? loss.level : loss.kind === 'square' ? most : 1 / (loss.power - 1);
}

/** Bernoulli bag of the rows that may be learned from, in row order, into order[0 … n), all others into rest[0 … rows − n); returns n. */
function drawBag(rows: number, share: number, job: { random: Random; order: Int32Array; rest: Int32Array; only: Uint8Array | undefined }): number {
  let n = 0,
    out = 0,
    a = job.random.below(0x7fffffff) | 1;
  const limit = Math.round(share * 65536);
  for (let i = 0; i < rows; i++) {
    a ^= a << 13;
    a ^= a >>> 17;
    a ^= a << 5;
    if (((a >>> 8) & 0xffff) < limit && job.only?.[i] !== 0) job.order[n++] = i;
    else job.rest[out++] = i;
  }
  return n;
}

function drawFeatures(features: number, share: number, random: Random): Int32Array {
  const wanted = Math.max(1, Math.round(features * share)),
    all = Int32Array.from({ length: features }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + random.below(features - i),
      keep = all[i]!;
    all[i] = all[j]!;
    all[j] = keep;
  }
  return all.slice(0, wanted).sort();
}

/** Answers of leaves become the weighted quantile of their residuals (leaf renewal, as XGBoost and LightGBM do). */
function renewLeaves(
  builder: ForestBuilder,
  leaves: readonly Leaf[],
  job: { lesson: Lesson; score: Float64Array; space: GrowSpace; level: number; rate: number; keys: Float64Array; masses: Float64Array },
): void {
  const { lesson, score, space, level, rate, keys, masses } = job;
  for (const leaf of leaves) {
    breathe();
    const n = leaf.to - leaf.from;
    let total = 0;
    for (let k = 0; k < n; k++) {
      const i = space.order[leaf.from + k]!;
      keys[k] = lesson.target[i]! - score[i]!;
      total += masses[k] = lesson.weight[i]!;
    }
    builder.setValue(leaf.node, selectQuantile({ keys, masses, n }, level * total) * rate);
  }
}

const BUCKETS = 128;
const bucketMass = new Float64Array(BUCKETS);

/** Smallest key at which the mass of keys ≤ it reaches `need`: narrows by buckets in place, sorts the last few. */
function selectQuantile(pile: { keys: Float64Array; masses: Float64Array; n: number }, need: number): number {
  const { keys, masses } = pile;
  let n = pile.n;
  for (let round = 0; round < 24 && n > 24; round++) {
    let low = keys[0]!,
      high = low;
    for (let k = 1; k < n; k++) {
      const v = keys[k]!;
      if (v < low) low = v;
      else if (v > high) high = v;
    }
    const per = BUCKETS / (high - low);
    if (!(high > low) || !Number.isFinite(per)) return low;
    bucketMass.fill(0);
    for (let k = 0; k < n; k++) {
      const b = Math.min(BUCKETS - 1, Math.floor((keys[k]! - low) * per));
      bucketMass[b] = bucketMass[b]! + masses[k]!;
    }
    let b = 0;
    while (b < BUCKETS - 1 && bucketMass[b]! < need) {
      need -= bucketMass[b]!;
      b++;
    }
    let kept = 0;
    for (let k = 0; k < n; k++)
      if (Math.min(BUCKETS - 1, Math.floor((keys[k]! - low) * per)) === b) {
        keys[kept] = keys[k]!;
        masses[kept] = masses[k]!;
        kept++;
      }
    if (kept === 0) return low + b / per;
    n = kept;
  }
  return sortedQuantile({ keys, masses, n }, need);
}

function sortedQuantile(pile: { keys: Float64Array; masses: Float64Array; n: number }, need: number): number {
  const { keys, masses, n } = pile;
  for (let i = 1; i < n; i++)
    for (let j = i; j > 0 && keys[j]! < keys[j - 1]!; j--) {
      const key = keys[j]!,
        mass = masses[j]!;
      keys[j] = keys[j - 1]!;
      masses[j] = masses[j - 1]!;
      keys[j - 1] = key;
      masses[j - 1] = mass;
    }
  for (let i = 0; i < n; i++) {
    need -= masses[i]!;
    if (need <= 0) return keys[i]!;
  }
  return n > 0 ? keys[n - 1]! : 0;
}

/** Rows walked down a tree in well under a millisecond. */
const BREATH = 8192;

type NewTree = { readonly leaves: readonly Leaf[]; readonly root: number; readonly rest: Int32Array; readonly restCount: number };

/** Adds the newest tree's answer to every row's score: rows of the bag lie in its leaves already, the rest walk down. */
function addTree(builder: ForestBuilder, tree: NewTree, job: { matrix: BinnedMatrix; score: Float64Array; order: Int32Array; clamp: boolean }): void {
  const { feature, threshold, left, value } = builder.view(tree.root),
    { rows, bins } = job.matrix,
    { score, order, clamp } = job;
  for (const leaf of tree.leaves) {
    const answer = value[leaf.node - tree.root]!;
    for (let k = leaf.from; k < leaf.to; k++) {
      const i = order[k]!,
        next = score[i]! + answer;
      score[i] = clamp ? clampLog(next) : next;
    }
  }
  for (let k = 0; k < tree.restCount; k++) {
    if (k % BREATH === 0) breathe();
    const i = tree.rest[k]!;
    let node = 0,
      f = feature[0]!;
    while (f >= 0) {
      node = left[node]! + (bins[f * rows + i]! <= threshold[node]! ? 0 : 1);
      f = feature[node]!;
    }
    const next = score[i]! + value[node]!;
    score[i] = clamp ? clampLog(next) : next;
  }
}

/**
 * Log of Σ truth ÷ Σ forecast: the log link with a power between 1 and 2 is balanced in a weighted sum only, which leaves the plain one
 * short where forecasts are drawn together (many zeros: by a tenth).
 */
function balance(lesson: Lesson, score: Float64Array): number {
  let truth = 0,
    said = 0;
  for (let i = 0; i < score.length; i++) {
    if (lesson.only?.[i] === 0) continue;
    truth += lesson.weight[i]! * lesson.target[i]!;
    said += lesson.weight[i]! * Math.exp(score[i]!);
  }
  return truth > 0 && said > 0 ? Math.log(truth / said) : 0;
}

/** A trained head, and what it says of every row of its lesson (of those it may not learn from, too). */
export type Boosted = { readonly forest: Forest; readonly score: Float64Array };

/** Trains one head. Same lesson, loss and options give the same bytes. */
export const boost = (lesson: Lesson, loss: Loss, options: BoostOptions): Forest => boostScored(lesson, loss, options).forest;

export function boostScored(lesson: Lesson, loss: Loss, options: BoostOptions): Boosted {
  const { matrix } = lesson,
    random = seeded(options.seed),
    base = startingScore(loss, lesson);
  const score = new Float64Array(matrix.rows).fill(base),
    builder = new ForestBuilder();
  const wanted = Math.max(1, Math.round(matrix.features * options.featureShare));
  const space = growSpace(matrix.rows, options.leaves, wanted),
    rest = new Int32Array(matrix.rows),
    keys = new Float64Array(matrix.rows),
    masses = new Float64Array(matrix.rows);
  for (let tree = 0; tree < options.trees && matrix.rows > 0; tree++) {
    const count = drawBag(matrix.rows, options.bag, { random, order: space.order, rest, only: lesson.only });
    breathe();
    const features = drawFeatures(matrix.features, options.featureShare, random);
    const shift = gradients(loss, lesson, { score, space, count });
    breathe();
    const root = builder.size;
    const leaves = growTree(builder, matrix, { space, count, shift, features, options });
    if (loss.kind === 'pinball') renewLeaves(builder, leaves, { lesson, score, space, level: loss.level, rate: options.rate, keys, masses });
    addTree(builder, { leaves, root, rest, restCount: matrix.rows - count }, { matrix, score, order: space.order, clamp: loss.kind === 'tweedie' });
  }
  const shift = options.balance === true && loss.kind === 'tweedie' ? balance(lesson, score) : 0;
  return { forest: builder.seal(base + shift), score: shift === 0 ? score : score.map((s) => s + shift) };
}
