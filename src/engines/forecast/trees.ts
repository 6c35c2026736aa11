// A grown forest as flat typed arrays (cheap to post between workers), scoring, and exact path attribution.
import { breathe } from './breath.ts';
import type { BinnedMatrix } from './bins.ts';

export type Forest = {
  /** Score before any tree. */
  readonly base: number;
  /** Index of each tree's root in the node arrays. */
  readonly roots: Int32Array;
  /** Feature of an inner node, −1 for a leaf. */
  readonly feature: Int16Array;
  /** A row goes left when its bin ≤ threshold. */
  readonly threshold: Uint8Array;
  /** Left child; the right child is left + 1. */
  readonly left: Int32Array;
  /** What the node would answer were it a leaf (learning rate included). */
  readonly value: Float64Array;
};

/** Writes the forest's score of every row to `into` (length rows). */
export function scoreForest(forest: Forest, matrix: BinnedMatrix, into: Float64Array): void {
  const { roots, feature, threshold, left, value, base } = forest,
    { rows, bins } = matrix;
  for (let i = 0; i < rows; i++) into[i] = base;
  for (let k = 0; k < roots.length; k++) {
    breathe();
    const root = roots[k]!;
    for (let i = 0; i < rows; i++) {
      let node = root,
        f = feature[node]!;
      while (f >= 0) {
        node = left[node]! + (bins[f * rows + i]! <= threshold[node]! ? 0 : 1);
        f = feature[node]!;
      }
      into[i] = into[i]! + value[node]!;
    }
  }
}

/**
 * Splits one row's score into its features' parts: walking a tree, the change of the node's answer is credited to the
 * feature that was asked (Saabas 2014). Exact: base + roots + Σ parts = score. `parts` has one entry a feature.
 * Returns the part no feature explains (base and the roots' own answers).
 */
export function attributeRow(forest: Forest, matrix: BinnedMatrix, row: number, parts: Float64Array): number {
  const { roots, feature, threshold, left, value } = forest,
    { rows, bins } = matrix;
  let unexplained = forest.base;
  for (let k = 0; k < roots.length; k++) {
    let node = roots[k]!,
      f = feature[node]!;
    unexplained += value[node]!;
    while (f >= 0) {
      const child = left[node]! + (bins[f * rows + row]! <= threshold[node]! ? 0 : 1);
      parts[f] = parts[f]! + value[child]! - value[node]!;
      node = child;
      f = feature[node]!;
    }
  }
  return unexplained;
}

/** Growing list of nodes; `seal` makes the forest. */
export class ForestBuilder {
  private readonly rootList: number[] = [];
  private readonly featureList: number[] = [];
  private readonly thresholdList: number[] = [];
  private readonly leftList: number[] = [];
  private readonly valueList: number[] = [];

  get size(): number {
    return this.featureList.length;
  }

  addNode(value: number): number {
    this.featureList.push(-1);
    this.thresholdList.push(0);
    this.leftList.push(-1);
    this.valueList.push(value);
    return this.featureList.length - 1;
  }

  addRoot(value: number): number {
    const node = this.addNode(value);
    this.rootList.push(node);
    return node;
  }

  split(node: number, feature: number, threshold: number): number {
    const left = this.addNode(0);
    this.addNode(0);
    this.featureList[node] = feature;
    this.thresholdList[node] = threshold;
    this.leftList[node] = left;
    return left;
  }

  /** Nodes from `root` on, with children renumbered from 0. */
  view(root: number): Omit<Forest, 'base' | 'roots'> {
    return {
      feature: Int16Array.from(this.featureList.slice(root)),
      threshold: Uint8Array.from(this.thresholdList.slice(root)),
      left: Int32Array.from(this.leftList.slice(root), (l) => l - root),
      value: Float64Array.from(this.valueList.slice(root)),
    };
  }

  setValue(node: number, value: number): void {
    this.valueList[node] = value;
  }

  seal(base: number): Forest {
    return {
      base,
      roots: Int32Array.from(this.rootList),
      feature: Int16Array.from(this.featureList),
      threshold: Uint8Array.from(this.thresholdList),
      left: Int32Array.from(this.leftList),
      value: Float64Array.from(this.valueList),
    };
  }
}
