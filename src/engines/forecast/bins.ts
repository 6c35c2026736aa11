// Turns real features into at most 64 bins each, feature by feature, so trees read one byte a value.
import { breathe } from './breath.ts';

/** Feature-major bytes: feature f of row i is bins[f*rows + i]; bin 0 = missing. */
export type BinnedMatrix = { readonly rows: number; readonly features: number; readonly bins: Uint8Array };

/** Ascending cut points of every feature; value v lies in bin 1 + #(cuts < v). */
export type Cuts = readonly Float32Array[];

export const BINS = 64;
const SAMPLE = 20_000;
/** Values binned in well under a millisecond. */
const BREATH = 8192;

function cutsOf(sample: Float32Array): Float32Array {
  const known = sample.filter((v) => !Number.isNaN(v)).sort();
  const distinct: number[] = [];
  for (let i = 0; i < known.length; i++) if (i === 0 || known[i] !== known[i - 1]) distinct.push(known[i]!);
  const cuts: number[] = [];
  if (distinct.length <= BINS - 1) {
    for (let i = 1; i < distinct.length; i++) cuts.push((distinct[i - 1]! + distinct[i]!) / 2);
    return Float32Array.from(cuts);
  }
  for (let k = 1; k < BINS - 1; k++) {
    const at = Math.floor((k * known.length) / (BINS - 1));
    const cut = known[at]!;
    if (cuts.length === 0 || cut > cuts[cuts.length - 1]!) cuts.push(cut);
  }
  return Float32Array.from(cuts);
}

/** Quantile cuts from at most 20,000 evenly spaced rows. `raw` is feature-major, rows × features. */
export function makeCuts(raw: Float32Array, rows: number, features: number): Cuts {
  const step = Math.max(1, Math.floor(rows / SAMPLE));
  const count = Math.ceil(rows / step);
  const cuts: Float32Array[] = [];
  const sample = new Float32Array(count);
  for (let f = 0; f < features; f++) {
    for (let i = 0; i < count; i++) sample[i] = raw[f * rows + i * step]!;
    cuts.push(cutsOf(sample.slice()));
  }
  return cuts;
}

export function binOf(cuts: Float32Array, value: number): number {
  if (Number.isNaN(value)) return 0;
  let low = 0,
    high = cuts.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (cuts[mid]! < value) low = mid + 1;
    else high = mid;
  }
  return low + 1;
}

/** Bytes for raw features by given cuts; `into` lets a caller keep them in shared memory. */
export function binMatrix(raw: Float32Array, cuts: Cuts, into?: Uint8Array): BinnedMatrix {
  const features = cuts.length,
    rows = features === 0 ? 0 : raw.length / features;
  const bins = into ?? new Uint8Array(raw.length);
  for (let f = 0; f < features; f++) {
    const c = cuts[f]!;
    for (let i = f * rows; i < (f + 1) * rows; i++) {
      if (i % BREATH === 0) breathe();
      bins[i] = binOf(c, raw[i]!);
    }
  }
  return { rows, features, bins };
}
