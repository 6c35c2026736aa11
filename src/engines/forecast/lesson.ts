// Chooses the rows a global model learns from (past origins × steps) and builds matrices for learning and for scoring.
import { breathe } from './breath.ts';
import { binMatrix, makeCuts, type BinnedMatrix, type Cuts } from './bins.ts';
import type { Lesson } from './boost.ts';
import { type FeatureSource, type OriginState, originState, upliftAt } from './features.ts';
import { type RowCursor, writeRow } from './feature-row.ts';
import { articleLift, type Promotions } from './promo.ts';
import { hash01 } from './random.ts';
import { SeriesView } from './series-view.ts';

export type LessonPlan = {
  /** Targets lie before this period. */
  readonly until: number;
  readonly horizon: number;
  readonly rowsMax: number;
  /** Weight ∝ scale^power: 0 counts series alike, 1 counts units alike. */
  readonly weightPower: number;
  /** Periods after which a row counts half. */
  readonly halfLife: number;
  readonly seed: number;
  readonly basis: Basis;
  /** Periods summed into one target, from origin + step on: 1 = forecasts of periods, more = of protection intervals. */
  readonly window: number;
  readonly floor: number;
};

/** What targets are divided by: the slow size of the series, or its recent level times its season profile. */
export type Basis = 'scale' | 'level';
/** … or, for quantiles only, the mean that was forecast for the row. */
export type Unit = Basis | 'mean';

/**
 * Unit of a target. `floor` = least unit for whole-unit demand: below it, jitter would drown the target of slow series.
 * Under promotion plans the level is the unpromoted base times the article's lift of the mechanic planned for that period.
 */
function spreadOf(source: FeatureSource, state: OriginState, at: { basis: Basis; step: number; floor: number }): number {
  if (!(state.scale > 0)) return at.floor;
  if (at.basis === 'scale') return Math.hypot(state.scale, at.floor);
  const level = 0.3 * state.levelShort + 0.45 * state.level + 0.25 * state.scale;
  const usual = source.promotions ? promotedLevel(source.promotions, state, at.step) : level * state.profile[at.step % state.profile.length]!;
  return Math.hypot(Math.max(usual, 0.15 * state.scale), at.floor);
}

function promotedLevel(p: Promotions, state: OriginState, step: number): number {
  const T = p.allSales.length / p.states - 1,
    t = Math.min(T - 1, state.origin + step),
    base = p.base[state.series * T + Math.min(T - 1, state.origin)]!;
  return (Number.isNaN(base) ? state.scale : base) * articleLift(p, state.series, { state: p.state[state.series * T + t]!, origin: state.origin });
}

/** Rows in order of series, origin, step. `spread` = size of the target's unit: forecast = score × spread. */
export type Rows = { readonly series: Int32Array; readonly origin: Int32Array; readonly step: Int32Array };

export type Prepared = {
  readonly rows: Rows;
  readonly cuts: Cuts;
  readonly matrix: BinnedMatrix;
  /** Units of a score of 1: scale × festival uplift. */
  readonly spread: Float32Array;
  /** Target in units of spread. */
  readonly target: Float32Array;
  readonly weight: Float32Array;
  /** Part of the past, 0 … PARTS − 1, each row's target lies in. */
  readonly part: Uint8Array;
};

/** Steps learned from one origin: `n` of them, from `first` on, spread evenly over the horizon. All of them, or a seeded few. */
function stepsOf(s: number, o: number, job: { perOrigin: number; horizon: number; seed: number }): { n: number; first: number } {
  const { perOrigin, horizon, seed } = job;
  if (perOrigin >= horizon) return { n: horizon, first: 0 };
  const n = Math.floor(perOrigin) + (hash01(s, o, seed) < perOrigin % 1 ? 1 : 0);
  return { n, first: n === 0 ? 0 : Math.floor(hash01(s, o, seed + 1) * horizon) };
}

export function chooseRows(source: FeatureSource, plan: LessonPlan): Rows {
  const { spans, table } = source,
    T = table.periods,
    from = Math.max(spans.warmup, plan.until - spans.lookback);
  let cells = 0;
  for (let s = 0; s < table.names.length; s++) for (let t = from; t < plan.until; t++) if (!Number.isNaN(source.values[s * T + t]!)) cells++;
  const choice = { perOrigin: Math.min(plan.horizon, plan.rowsMax / Math.max(1, cells)), horizon: plan.horizon, seed: plan.seed };
  const series: number[] = [],
    origin: number[] = [],
    step: number[] = [];
  for (let s = 0; s < table.names.length; s++) {
    breathe();
    let seen = 0;
    for (let o = 0; o < plan.until; o++) {
      if (seen >= spans.warmup / 4 && o >= from) {
        const { n, first } = stepsOf(s, o, choice);
        for (let k = 0; k < n; k++) {
          const h = (first + Math.floor((k * plan.horizon) / n)) % plan.horizon;
          if (o + h + plan.window > plan.until || Number.isNaN(source.values[s * T + o + h]!)) continue;
          series.push(s);
          origin.push(o);
          step.push(h);
        }
      }
      if (!Number.isNaN(source.values[s * T + o]!)) seen++;
    }
  }
  return { series: Int32Array.from(series), origin: Int32Array.from(origin), step: Int32Array.from(step) };
}

/** Series [from, to) × step from one origin. */
export function scoringRows(range: SeriesRange, origin: number, horizon: number): Rows {
  const n = (range.to - range.from) * horizon;
  return {
    series: Int32Array.from({ length: n }, (_, i) => range.from + Math.floor(i / horizon)),
    origin: new Int32Array(n).fill(origin),
    step: Int32Array.from({ length: n }, (_, i) => i % horizon),
  };
}

/** Series [from, to): how scoring is shared between workers. */
export type SeriesRange = { readonly from: number; readonly to: number };

/** 1 where a period will be on offer: known closures before `origin` are missing values, later ones `closed`. */
export type Offer = (series: number, period: number) => boolean;

export type RawRows = { readonly raw: Float32Array; readonly spread: Float32Array };

/** Features beyond the first period of a window: how many periods are on offer, and their share of the profile. */
const EXTRA = 2;
export const featureCount = (source: FeatureSource, window: number): number => source.names.length + (window > 1 ? EXTRA : 0);

/** Raw features (feature-major) and spread (Σ over the window of unit × uplift) of rows sorted by series and origin. */
export function rawFeatures(source: FeatureSource, rows: Rows, job: { basis: Basis; window: number; offer: Offer; floor: number }): RawRows {
  const n = rows.series.length,
    T = source.table.periods,
    { basis, window, offer, floor } = job;
  const raw = new Float32Array(n * featureCount(source, window)),
    spread = new Float32Array(n);
  const view = new SeriesView(T, source.spans.season),
    cursor: RowCursor = { raw, rows: n, row: 0, at: 0 };
  let loaded = -1,
    state = originState(source, view, { series: 0, origin: 0 });
  for (let i = 0; i < n; i++) {
    const s = rows.series[i]!,
      o = rows.origin[i]!,
      step = rows.step[i]!;
    if (s !== loaded) {
      view.load(source.values, s * T);
      loaded = s;
      state = originState(source, view, { series: s, origin: o });
    }
    if (state.origin !== o) state = originState(source, view, { series: s, origin: o });
    cursor.row = i;
    writeRow(source, cursor, { state, view, t: o + step });
    let offered = 0,
      share = 0,
      sum = 0;
    for (let k = 0; k < window; k++)
      if (window === 1 || offer(s, o + step + k)) {
        offered++;
        share += state.profile[(step + k) % state.profile.length]!;
        sum += spreadOf(source, state, { basis, step: step + k, floor }) * Math.exp(upliftAt(source, s, o + step + k));
      }
    spread[i] = sum;
    if (window > 1) {
      raw[cursor.at] = offered;
      raw[cursor.at + n] = share;
    }
  }
  return { raw, spread };
}

/** Sum of original units over the window of a row; `truth` is the table's own values (not festival-adjusted). */
export function windowTruth(truth: Float32Array, at: { cell: number; window: number }): number {
  let sum = 0;
  for (let k = 0; k < at.window; k++) {
    const y = truth[at.cell + k]!;
    if (!Number.isNaN(y)) sum += y;
  }
  return sum;
}

/** The past is cut into so many parts, so that each can be judged by what learned from the others. */
export const PARTS = 3;

/** Months in turns (shorter blocks where the past is short); a month of the next year falls to the next part, or no part but one would ever have seen a July. */
function partsOf(rows: Rows, until: number, year: number): Uint8Array {
  const ages = Int32Array.from(rows.series, (_, i) => until - 1 - rows.origin[i]! - rows.step[i]!);
  let oldest = 0;
  for (const age of ages) if (age > oldest) oldest = age;
  const block = Math.max(1, Math.min(Math.round(year / 12), Math.floor((oldest + 1) / (2 * PARTS))));
  return Uint8Array.from(ages, (age) => (Math.floor((age % year) / block) + Math.floor(age / year)) % PARTS);
}

/** Rows whose targets are made in well under a millisecond. */
const BREATH = 4096;

/** Rows, bins, targets and weights to learn from. */
export function prepareLesson(source: FeatureSource, plan: LessonPlan): Prepared {
  const rows = chooseRows(source, plan),
    n = rows.series.length,
    T = source.table.periods,
    truth = source.table.values;
  const offer: Offer = (s, t) => t < T && !Number.isNaN(truth[s * T + t]!);
  const { raw, spread } = rawFeatures(source, rows, { ...plan, offer }),
    cuts = makeCuts(raw, n, featureCount(source, plan.window));
  const target = new Float32Array(n),
    weight = new Float32Array(n);
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (i % BREATH === 0) breathe();
    const s = rows.series[i]!,
      t = rows.origin[i]! + rows.step[i]!,
      unit = spread[i]!;
    target[i] = unit > 0 ? windowTruth(truth, { cell: s * T + t, window: plan.window }) / unit : 0;
    weight[i] = unit > 0 ? Math.pow(unit, plan.weightPower) * Math.pow(0.5, (plan.until - t) / plan.halfLife) : 0;
    total += weight[i]!;
  }
  for (let i = 0; i < n; i++) weight[i] = total > 0 ? (weight[i]! * n) / total : 1;
  return { rows, cuts, matrix: binMatrix(raw, cuts), spread, target, weight, part: partsOf(rows, plan.until, source.spans.year) };
}

/**
 * The prepared rows as a lesson; for whole units `jitter` adds a seeded U(0,1) unit to the target (research.md trap a).
 * `without` = the part of the past not to learn from.
 */
export function lessonOf(prepared: Prepared, job: { jitter: boolean; seed: number; without: number | undefined }): Lesson {
  const { matrix, rows, spread, weight } = prepared,
    only = job.without === undefined ? undefined : prepared.part.map((p) => (p === job.without ? 0 : 1));
  if (!job.jitter) return { matrix, target: prepared.target, weight, only };
  const target = prepared.target.slice();
  for (let i = 0; i < target.length; i++) {
    if (spread[i]! > 0) target[i] = target[i]! + hash01(rows.series[i]!, rows.origin[i]! * 512 + rows.step[i]!, job.seed) / spread[i]!;
  }
  return { matrix, target, weight, only };
}
