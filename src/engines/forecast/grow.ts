// Grows one regression tree leaf by leaf on binned features: histograms, best split first, sibling by subtraction.
import { breathe } from './breath.ts';
import { BINS, type BinnedMatrix } from './bins.ts';
import type { ForestBuilder } from './trees.ts';

export type GrowOptions = {
  readonly leaves: number;
  /** Least sum of hessian in a leaf (≈ rows, weights having mean 1). */
  readonly leafMin: number;
  readonly lambda: number;
  readonly rate: number;
};

/** Work space reused by all trees of one head. */
export type GrowSpace = {
  readonly order: Int32Array;
  readonly spare: Int32Array;
  /** Of row order[k] at k, before the tree is grown. */
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** Both in one number (see pack), by row and in the order of a leaf's rows. */
  readonly packed: Float64Array;
  readonly leafPacked: Float64Array;
  readonly histograms: Float64Array[];
};

/** A leaf of the tree being grown: its rows are order[from … to). */
export type Leaf = { node: number; from: number; to: number };

type Open = Leaf & { histogram: Float64Array; gain: number; feature: number; threshold: number; g: number; h: number };

export function growSpace(rows: number, leaves: number, features: number): GrowSpace {
  return {
    order: new Int32Array(rows),
    spare: new Int32Array(rows),
    gradient: new Float64Array(rows),
    hessian: new Float64Array(rows),
    packed: new Float64Array(rows),
    leafPacked: new Float64Array(rows),
    histograms: Array.from({ length: leaves + 1 }, () => new Float64Array(features * BINS)),
  };
}

/**
 * Two sums in one double: hessians as whole numbers below 2^27, and gradients lifted above zero as whole numbers above them.
 * One addition a bin instead of two, half the memory; and whole numbers below 2^53 add up exactly, in whatever order.
 */
type Packing = { readonly shift: number; readonly mass: number; readonly lift: number };
const HIGH = 2 ** 27,
  /** What each of the two sums comes to over the whole bag: a row of mean weight is 200 units of 150,000 rows. */
  WHOLE = 2 ** 25;

/** Packs the rows order[0 … count); gradient + shift × hessian must not be negative. Returns units of the two sums. */
function pack(space: GrowSpace, count: number, shift: number): Packing {
  const { order, gradient, hessian, packed } = space;
  let mass = 0,
    lift = 0;
  for (let k = 0; k < count; k++) {
    mass += hessian[k]!;
    lift += gradient[k]!;
  }
  lift += shift * mass;
  const perMass = mass > 0 ? WHOLE / mass : 0,
    perLift = lift > 0 ? WHOLE / lift : 0;
  for (let k = 0; k < count; k++) {
    const h = hessian[k]!;
    packed[order[k]!] = ((h * perMass + 0.5) | 0) + HIGH * (((gradient[k]! + shift * h) * perLift + 0.5) | 0);
  }
  return { shift, mass: mass / WHOLE, lift: lift / WHOLE };
}

/** Sums packed rows by bin; four features a pass, because reading rows costs more than adding. */
function fillHistogram(matrix: BinnedMatrix, features: Int32Array, space: GrowSpace, leaf: Open): void {
  const { bins, rows } = matrix,
    { order, packed, leafPacked } = space,
    { from, to, histogram: H } = leaf;
  const K = features.length,
    whole = K - (K % 4);
  H.fill(0, 0, K * BINS);
  for (let i = from; i < to; i++) leafPacked[i] = packed[order[i]!]!;
  for (let k = 0; k < whole; k += 4) {
    breathe();
    const c0 = features[k]! * rows,
      c1 = features[k + 1]! * rows,
      c2 = features[k + 2]! * rows,
      c3 = features[k + 3]! * rows;
    const b0 = k * BINS,
      b1 = b0 + BINS,
      b2 = b1 + BINS,
      b3 = b2 + BINS;
    for (let i = from; i < to; i++) {
      const row = order[i]!,
        v = leafPacked[i]!;
      const i0 = b0 + bins[c0 + row]!,
        i1 = b1 + bins[c1 + row]!,
        i2 = b2 + bins[c2 + row]!,
        i3 = b3 + bins[c3 + row]!;
      H[i0] = H[i0]! + v;
      H[i1] = H[i1]! + v;
      H[i2] = H[i2]! + v;
      H[i3] = H[i3]! + v;
    }
  }
  for (let k = whole; k < K; k++) {
    const column = features[k]! * rows,
      base = k * BINS;
    for (let i = from; i < to; i++) {
      const at = base + bins[column + order[i]!]!;
      H[at] = H[at]! + leafPacked[i]!;
    }
  }
}

function subtract(parent: Float64Array, child: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) parent[i] = parent[i]! - child[i]!;
}

function findSplit(leaf: Open, features: Int32Array, job: { options: GrowOptions; packing: Packing }): void {
  const { histogram } = leaf,
    { leafMin, lambda } = job.options,
    { shift, mass, lift } = job.packing;
  let all = 0;
  for (let b = 0; b < BINS; b++) all += histogram[b]!;
  const top = Math.floor(all / HIGH),
    h = (all - top * HIGH) * mass,
    g = top * lift - shift * h;
  leaf.g = g;
  leaf.h = h;
  leaf.gain = 0;
  leaf.feature = -1;
  if (h < 2 * leafMin) return;
  const whole = (g * g) / (h + lambda);
  for (let k = 0; k < features.length; k++) {
    const base = k * BINS;
    let left = 0;
    for (let b = 0; b < BINS - 1; b++) {
      const v = histogram[base + b]!;
      if (v === 0) continue;
      left += v;
      const high = Math.floor(left / HIGH),
        hl = (left - high * HIGH) * mass;
      if (hl < leafMin) continue;
      const hr = h - hl;
      if (hr < leafMin) break;
      const gl = high * lift - shift * hl,
        gr = g - gl,
        gain = (gl * gl) / (hl + lambda) + (gr * gr) / (hr + lambda) - whole;
      if (gain > leaf.gain + 1e-12) {
        leaf.gain = gain;
        leaf.feature = features[k]!;
        leaf.threshold = b;
      }
    }
  }
}

/** Stable partition of order[from … to) by the leaf's split; returns the border. */
function partition(matrix: BinnedMatrix, space: GrowSpace, leaf: Open): number {
  const { order, spare } = space,
    column = leaf.feature * matrix.rows,
    { bins } = matrix;
  let low = leaf.from,
    high = 0;
  for (let i = leaf.from; i < leaf.to; i++) {
    const row = order[i]!;
    if (bins[column + row]! <= leaf.threshold) order[low++] = row;
    else spare[high++] = row;
  }
  for (let i = 0; i < high; i++) order[low + i] = spare[i]!;
  return low;
}

/**
 * Grows a tree on the rows order[0 … count); returns its leaves. Node values are Newton steps × rate. `shift` = so many hessians
 * at least lift every gradient above zero.
 */
export function growTree(
  builder: ForestBuilder,
  matrix: BinnedMatrix,
  job: { space: GrowSpace; count: number; shift: number; features: Int32Array; options: GrowOptions },
): Leaf[] {
  const { space, count, features, options } = job,
    free = [...space.histograms],
    length = features.length * BINS,
    way = { options, packing: pack(space, count, job.shift) };
  breathe();
  const step = (leaf: Open): number => (-leaf.g / (leaf.h + options.lambda)) * options.rate;
  const open = (node: number, from: number, to: number, histogram: Float64Array): Open => ({ node, from, to, histogram, gain: 0, feature: -1, threshold: 0, g: 0, h: 0 });
  const root = open(builder.addRoot(0), 0, count, free.pop()!);
  fillHistogram(matrix, features, space, root);
  findSplit(root, features, way);
  builder.setValue(root.node, step(root));
  const leaves: Open[] = [root];
  while (leaves.length < options.leaves) {
    let best = 0;
    for (let i = 1; i < leaves.length; i++) if (leaves[i]!.gain > leaves[best]!.gain) best = i;
    const parent = leaves[best]!;
    if (parent.gain <= 0) break;
    const border = partition(matrix, space, parent),
      node = builder.split(parent.node, parent.feature, parent.threshold);
    const small = border - parent.from <= parent.to - border;
    const a = small ? open(node, parent.from, border, free.pop()!) : open(node + 1, border, parent.to, free.pop()!);
    const b = small ? open(node + 1, border, parent.to, parent.histogram) : open(node, parent.from, border, parent.histogram);
    fillHistogram(matrix, features, space, a);
    subtract(b.histogram, a.histogram, length);
    for (const leaf of [a, b]) {
      findSplit(leaf, features, way);
      builder.setValue(leaf.node, step(leaf));
    }
    leaves[best] = small ? a : b;
    leaves.push(small ? b : a);
  }
  return leaves;
}
