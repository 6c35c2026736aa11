// The member for small tables: classic paths (classic-paths.ts) weighed by their errors at past origins, and those errors as its band.
// Trees that have seen little are too sure of themselves; these errors are true ones, made without having seen what they were measured by.
import { pathsAt, TRIED } from './classic-paths.ts';
import { upliftAt, type FeatureSource } from './features.ts';
import { normalLevel } from './normal.ts';
import { sortedQuantile, type Forecast } from './structural.ts';

export type ClassicModel = {
  readonly horizon: number;
  readonly levels: readonly number[];
  /** Weight of every way: series × way, and once more for series that come later. */
  readonly weights: Float64Array;
  /** Usual error of a series per unit of `sizeOf`, and of one that comes later. */
  readonly error: Float64Array;
  /** Quantiles of errors, in usual errors: step × level. */
  readonly bands: Float64Array;
};

type Job = { readonly horizon: number; readonly quantiles: readonly number[] };
type Origin = { readonly origin: number; readonly said: Float64Array };
/** Past origins, and the first period whose truth is not known. */
type Evidence = { readonly past: readonly Origin[]; readonly until: number; readonly horizon: number };

/** Most past origins; days apart by half a horizon, at most a week. */
const ORIGINS = 25,
  WEEK = 7;
/** Origins whose evidence weighs as much as none at all; how fast weight falls with loss; a series' own loss against the table's. */
const DOUBT = 6,
  SHARP = 20,
  OWN = 0.5;
/** The way every other one is measured by: without a year, the second memory. */
const PLAIN = 1;

const strideOf = (source: FeatureSource, horizon: number): number => (source.table.frequency === 'D' ? Math.max(1, Math.min(WEEK, Math.round(horizon / 2))) : 1);

function pastOrigins(source: FeatureSource, until: number, horizon: number): Origin[] {
  const stride = strideOf(source, horizon),
    least = Math.max(3, Math.min(source.spans.warmup, until / 3)),
    past: Origin[] = [];
  for (let k = 1; k <= ORIGINS && until - k * stride >= least; k++) past.push({ origin: until - k * stride, said: pathsAt(source, until - k * stride, horizon) });
  return past;
}

/** Calls with every past truth of every series and step. */
function eachTruth(source: FeatureSource, { past, until, horizon }: Evidence, call: (at: { from: Origin; series: number; step: number; y: number }) => void): void {
  const T = source.table.periods;
  for (const from of past)
    for (let series = 0; series < source.table.names.length; series++)
      for (let step = 0; step < horizon && from.origin + step < until; step++) {
        const y = source.values[series * T + from.origin + step]!;
        if (!Number.isNaN(y)) call({ from, series, step, y });
      }
}

/** Weights by exp(−SHARP × how much worse than the best), losses of a series and of the table together, both shrunk to "as good as the plain way". */
function weigh(source: FeatureSource, evidence: Evidence): Float64Array {
  const { past, horizon: H } = evidence,
    S = source.table.names.length,
    loss = new Float64Array((S + 1) * TRIED),
    plain = new Float64Array((S + 1) * TRIED);
  eachTruth(source, evidence, ({ from, series, step, y }) => {
    const at = (way: number): number => from.said[(series * TRIED + way) * H + step]!,
      usual = Math.abs(y - at(PLAIN));
    if (Number.isNaN(usual)) return;
    for (let way = 0; way < TRIED; way++) {
      const e = Math.abs(y - at(way));
      if (Number.isNaN(e)) continue;
      for (const i of [series * TRIED + way, S * TRIED + way]) {
        loss[i] = loss[i]! + e;
        plain[i] = plain[i]! + usual;
      }
    }
  });
  const trust = past.length / (past.length + DOUBT),
    relative = (i: number, otherwise: number): number => (plain[i]! > 0 ? 1 + trust * (loss[i]! / plain[i]! - 1) : otherwise);
  const weights = new Float64Array((S + 1) * TRIED);
  for (let s = 0; s <= S; s++) {
    const losses = Array.from({ length: TRIED }, (_, way) => {
      const common = relative(S * TRIED + way, 1);
      return (1 - OWN) * common + OWN * relative(s * TRIED + way, common);
    });
    const best = Math.min(...losses);
    for (const [way, l] of losses.entries()) weights[s * TRIED + way] = Math.exp(-SHARP * (l / best - 1));
  }
  return weights;
}

/** A series that came after the learning is read as the table is. */
const rowOf = (weights: Float64Array, series: number): number => Math.min(series, weights.length / TRIED - 1);

/** Weighted mean of the ways that have something to go by; NaN when they carry no more than `least` of the weight. */
function mixed(said: Float64Array, weights: Float64Array, at: { series: number; step: number; horizon: number; least: number }): number {
  let sum = 0,
    used = 0,
    all = 0;
  for (let way = 0; way < TRIED; way++) {
    const w = weights[rowOf(weights, at.series) * TRIED + way]!,
      v = said[(at.series * TRIED + way) * at.horizon + at.step]!;
    all += w;
    if (Number.isNaN(v)) continue;
    sum += w * v;
    used += w;
  }
  return used > at.least * all ? sum / used : Number.NaN;
}

/** Errors grow with size, but slower. */
const sizeOf = (forecast: number): number => Math.pow(Math.max(forecast, 0.05), 0.75);
/** Errors of the whole table that a series' own stand against; usual error before any was seen. */
const AGAINST = 10,
  UNKNOWN = 0.4;

type Errors = { readonly series: number; readonly step: number; readonly size: number; readonly error: number };

function errorsOf(source: FeatureSource, evidence: Evidence, weights: Float64Array): Errors[] {
  for (const least of [0.5, 0]) {
    const errors: Errors[] = [];
    eachTruth(source, evidence, ({ from, series, step, y }) => {
      const f = mixed(from.said, weights, { series, step, horizon: evidence.horizon, least });
      if (!Number.isNaN(f)) errors.push({ series, step, size: sizeOf(f), error: y - f });
    });
    if (errors.length >= 4) return errors;
  }
  return [];
}

/** Usual error per unit of size: a series' own, shrunk to the table's. */
function usualErrors(errors: readonly Errors[], series: number): Float64Array {
  const sum = new Float64Array(series),
    size = new Float64Array(series),
    count = new Float64Array(series);
  let [allSum, allSize] = [0, 0];
  for (const e of errors) {
    sum[e.series] = sum[e.series]! + Math.abs(e.error);
    size[e.series] = size[e.series]! + e.size;
    count[e.series] = count[e.series]! + 1;
    allSum += Math.abs(e.error);
    allSize += e.size;
  }
  const common = allSize > 0 ? allSum / allSize : UNKNOWN;
  const usual = sum.map((own, s) => {
    const against = AGAINST * (count[s]! > 0 ? size[s]! / count[s]! : 1);
    return Math.max(1e-9, (own + common * against) / (size[s]! + against));
  });
  return Float64Array.of(...usual, Math.max(1e-9, common));
}

/** Errors a band is taken from at least, neighbouring steps included; independent errors whose own quantiles count as much as a t curve. */
const ENOUGH = 40,
  CERTAIN = 20,
  ALIKE = 20;

/** Quantiles of errors in usual errors, by step: their own, drawn to Student's t by how few independent ones there are. */
function bandsOf(errors: readonly Errors[], usual: Float64Array, job: Job & { independent: number }): Float64Array {
  const { horizon: H, quantiles, independent } = job,
    byStep: number[][] = Array.from({ length: H }, () => []);
  for (const e of errors) byStep[e.step]!.push(e.error / (usual[e.series]! * e.size));
  const bands = new Float64Array(H * quantiles.length),
    share = independent / (independent + CERTAIN);
  for (let h = 0; h < H; h++) {
    let near: number[] = [];
    for (let reach = Math.max(1, Math.floor(H / 5)); near.length < Math.min(ENOUGH, errors.length); reach *= 2) near = byStep.slice(Math.max(0, h - reach), h + reach + 1).flat();
    const sorted = Float64Array.from(near).sort();
    let square = 0;
    for (const z of sorted) square += z * z;
    const spread = sorted.length > 2 ? Math.sqrt(square / sorted.length) : 1.25;
    quantiles.forEach((q, k) => {
      const t = studentLevel(q, Math.max(2, independent - 1)) * spread;
      bands[h * quantiles.length + k] = sorted.length > 2 ? share * sortedQuantile(sorted, q) + (1 - share) * t : t;
    });
  }
  return bands;
}

/** Quantile of Student's t with n degrees of freedom, expanded about the normal (Abramowitz & Stegun 26.7.5). */
export function studentLevel(p: number, n: number): number {
  const x = normalLevel(p),
    first = (x ** 3 + x) / 4,
    second = (5 * x ** 5 + 16 * x ** 3 + 3 * x) / 96,
    third = (3 * x ** 7 + 19 * x ** 5 + 17 * x ** 3 - 15 * x) / 384;
  return x + first / n + second / n ** 2 + third / n ** 3;
}

/** Learns weights and band from what was before `until`; the source holds at least that. */
export function learnClassic(source: FeatureSource, until: number, job: Job): ClassicModel {
  const { horizon, quantiles } = job,
    S = source.table.names.length,
    past = pastOrigins(source, until, horizon),
    evidence = { past, until, horizon },
    weights = weigh(source, evidence),
    errors = errorsOf(source, evidence, weights),
    error = usualErrors(errors, S);
  const overlap = Math.max(1, horizon / strideOf(source, horizon) / 2),
    independent = Math.max(1, (past.length * Math.min(S, ALIKE)) / overlap);
  return { horizon, levels: quantiles, weights, error, bands: bandsOf(errors, error, { ...job, independent }) };
}

/** Mean and quantiles of every series × step from an origin; never below zero. */
export function forecastClassic(source: FeatureSource, origin: number, model: ClassicModel): Forecast {
  const { horizon: H, levels, weights, error, bands } = model,
    S = source.table.names.length,
    said = pathsAt(source, origin, H),
    mean = new Float64Array(S * H),
    quantiles = levels.map(() => new Float64Array(S * H));
  for (let s = 0; s < S; s++)
    for (let h = 0; h < H; h++) {
      const f = mixed(said, weights, { series: s, step: h, horizon: H, least: 0 }),
        uplift = Math.exp(upliftAt(source, s, origin + h));
      if (Number.isNaN(f)) continue;
      mean[s * H + h] = f * uplift;
      quantiles.forEach((q, k) => {
        q[s * H + h] = Math.max(0, f + error[rowOf(weights, s)]! * sizeOf(f) * bands[h * levels.length + k]!) * uplift;
      });
    }
  return { mean, quantiles };
}
