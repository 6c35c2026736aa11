// Grows one regression tree leaf by leaf on binned features: histograms, best split first, sibling by subtraction.
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
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  /** The same, in the order of a leaf's rows. */
  readonly leafGradient: Float64Array;
  readonly leafHessian: Float64Array;
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
    leafGradient: new Float64Array(rows),
    leafHessian: new Float64Array(rows),
    histograms: Array.from({ length: leaves + 1 }, () => new Float64Array(features * BINS * 2)),
  };
}

/** Sums gradients and hessians by bin; four features a pass, because reading rows costs more than adding. */
function fillHistogram(matrix: BinnedMatrix, features: Int32Array, space: GrowSpace, leaf: Open): void {
  const { bins, rows } = matrix,
    { order, gradient, hessian, leafGradient, leafHessian } = space,
    { from, to, histogram: H } = leaf;
  H.fill(0, 0, features.length * BINS * 2);
  for (let i = from; i < to; i++) {
    const row = order[i]!;
    leafGradient[i] = gradient[row]!;
    leafHessian[i] = hessian[row]!;
  }
  const K = features.length,
    whole = K - (K % 4);
  for (let k = 0; k < whole; k += 4) {
    const c0 = features[k]! * rows,
      c1 = features[k + 1]! * rows,
      c2 = features[k + 2]! * rows,
      c3 = features[k + 3]! * rows;
    const b0 = k * BINS * 2,
      b1 = b0 + BINS * 2,
      b2 = b1 + BINS * 2,
      b3 = b2 + BINS * 2;
    for (let i = from; i < to; i++) {
      const row = order[i]!,
        g = leafGradient[i]!,
        h = leafHessian[i]!;
      const i0 = b0 + (bins[c0 + row]! << 1),
        i1 = b1 + (bins[c1 + row]! << 1),
        i2 = b2 + (bins[c2 + row]! << 1),
        i3 = b3 + (bins[c3 + row]! << 1);
      H[i0] = H[i0]! + g;
      H[i0 + 1] = H[i0 + 1]! + h;
      H[i1] = H[i1]! + g;
      H[i1 + 1] = H[i1 + 1]! + h;
      H[i2] = H[i2]! + g;
      H[i2 + 1] = H[i2 + 1]! + h;
      H[i3] = H[i3]! + g;
      H[i3 + 1] = H[i3 + 1]! + h;
    }
  }
  for (let k = whole; k < K; k++) {
    const column = features[k]! * rows,
      base = k * BINS * 2;
    for (let i = from; i < to; i++) {
      const at = base + (bins[column + order[i]!]! << 1);
      H[at] = H[at]! + leafGradient[i]!;
      H[at + 1] = H[at + 1]! + leafHessian[i]!;
    }
  }
}

function subtract(parent: Float64Array, child: Float64Array, length: number): void {
  for (let i = 0; i < length; i++) parent[i] = parent[i]! - child[i]!;
}

function findSplit(leaf: Open, features: Int32Array, options: GrowOptions): void {
  const { histogram } = leaf,
    { leafMin, lambda } = options;
  let g = 0,
    h = 0;
  for (let b = 0; b < BINS * 2; b += 2) {
    g += histogram[b]!;
    h += histogram[b + 1]!;
  }
  leaf.g = g;
  leaf.h = h;
  leaf.gain = 0;
  leaf.feature = -1;
  if (h < 2 * leafMin) return;
  const whole = (g * g) / (h + lambda);
  for (let k = 0; k < features.length; k++) {
    const base = k * BINS * 2;
    let gl = 0,
      hl = 0;
    for (let b = 0; b < BINS - 1; b++) {
      const hb = histogram[base + b * 2 + 1]!;
      if (hb === 0) continue;
      gl += histogram[base + b * 2]!;
      hl += hb;
      if (hl < leafMin) continue;
      const hr = h - hl;
      if (hr < leafMin) break;
      const gr = g - gl,
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

/** Grows a tree on the rows order[0 … count); returns its leaves. Node values are Newton steps × rate. */
export function growTree(builder: ForestBuilder, matrix: BinnedMatrix, job: { space: GrowSpace; count: number; features: Int32Array; options: GrowOptions }): Leaf[] {
  const { space, count, features, options } = job,
    free = [...space.histograms],
    length = features.length * BINS * 2;
  const step = (leaf: Open): number => (-leaf.g / (leaf.h + options.lambda)) * options.rate;
  const open = (node: number, from: number, to: number, histogram: Float64Array): Open => ({ node, from, to, histogram, gain: 0, feature: -1, threshold: 0, g: 0, h: 0 });
  const root = open(builder.addRoot(0), 0, count, free.pop()!);
  fillHistogram(matrix, features, space, root);
  findSplit(root, features, options);
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
      findSplit(leaf, features, options);
      builder.setValue(leaf.node, step(leaf));
    }
    leaves[best] = small ? a : b;
    leaves.push(small ? b : a);
  }
  return leaves;
}
