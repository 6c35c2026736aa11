// One series seen from any origin in O(1): prefix sums of values, counts, squares, weekdays; missing periods never count.
import { breathe } from './breath.ts';

/** Spans, in periods, that features look back over. */
export type Spans = {
  readonly season: number;
  readonly windows: readonly number[];
  readonly short: number;
  readonly middle: number;
  readonly long: number;
  readonly year: number;
  readonly yearHalfWidth: number;
  /** Most periods of history that are learned from. */
  readonly lookback: number;
  readonly warmup: number;
};

export const SPANS: Readonly<Record<'D' | 'W' | 'M', Spans>> = {
  D: { season: 7, windows: [3, 7, 14, 28, 56, 112, 182], short: 28, middle: 56, long: 182, year: 364, yearHalfWidth: 7, lookback: 1100, warmup: 28 },
  W: { season: 1, windows: [1, 2, 4, 8, 13, 26, 52], short: 8, middle: 13, long: 26, year: 52, yearHalfWidth: 1, lookback: 208, warmup: 8 },
  M: { season: 1, windows: [1, 2, 3, 6, 12, 24], short: 6, middle: 12, long: 24, year: 12, yearHalfWidth: 0, lookback: 120, warmup: 6 },
};

export class SeriesView {
  readonly periods: number;
  readonly season: number;
  readonly sum: Float64Array;
  readonly count: Int32Array;
  readonly square: Float64Array;
  readonly positive: Int32Array;
  /** Sum and count over t−m, t−2m, … (same phase of the season). */
  readonly phaseSum: Float64Array;
  readonly phaseCount: Int32Array;
  /** Time of each observation, in order. */
  readonly seenAt: Int32Array;
  /** Last period before t with a positive value, −1 when none. */
  readonly lastSale: Int32Array;

  constructor(periods: number, season: number) {
    this.periods = periods;
    this.season = season;
    this.sum = new Float64Array(periods + 1);
    this.count = new Int32Array(periods + 1);
    this.square = new Float64Array(periods + 1);
    this.positive = new Int32Array(periods + 1);
    this.phaseSum = new Float64Array(periods + season);
    this.phaseCount = new Int32Array(periods + season);
    this.seenAt = new Int32Array(periods);
    this.lastSale = new Int32Array(periods + 1);
  }

  /** Reads values[at … at+periods); NaN = missing. */
  load(values: Float32Array, at: number): void {
    breathe();
    const { sum, count, square, positive, phaseSum, phaseCount, seenAt, lastSale, season } = this;
    lastSale[0] = -1;
    for (let t = 0; t < this.periods; t++) {
      const y = values[at + t]!,
        seen = Number.isNaN(y) ? 0 : 1,
        v = seen === 1 ? y : 0;
      if (seen === 1) seenAt[count[t]!] = t;
      sum[t + 1] = sum[t]! + v;
      count[t + 1] = count[t]! + seen;
      square[t + 1] = square[t]! + v * v;
      positive[t + 1] = positive[t]! + (v > 0 ? 1 : 0);
      phaseSum[t + season] = phaseSum[t]! + v;
      phaseCount[t + season] = phaseCount[t]! + seen;
      lastSale[t + 1] = v > 0 ? t : lastSale[t]!;
    }
  }

  /** Mean of the available periods in [origin−window, origin); NaN when none. */
  mean(origin: number, window: number): number {
    const from = Math.max(0, origin - window),
      n = this.count[origin]! - this.count[from]!;
    return n > 0 ? (this.sum[origin]! - this.sum[from]!) / n : Number.NaN;
  }

  /** Mean in [from, to), clipped to the axis. */
  meanBetween(from: number, to: number): number {
    const a = Math.max(0, from),
      b = Math.min(this.periods, to);
    if (b <= a) return Number.NaN;
    const n = this.count[b]! - this.count[a]!;
    return n > 0 ? (this.sum[b]! - this.sum[a]!) / n : Number.NaN;
  }

  /** Mean of the last n observations before origin, however old. */
  lastMean(origin: number, n: number): number {
    const have = this.count[origin]!;
    if (have === 0) return Number.NaN;
    const take = Math.min(n, have),
      from = this.seenAt[have - take]!;
    return (this.sum[origin]! - this.sum[from]!) / take;
  }

  deviation(origin: number, window: number): number {
    const from = Math.max(0, origin - window),
      n = this.count[origin]! - this.count[from]!;
    if (n < 2) return Number.NaN;
    const m = (this.sum[origin]! - this.sum[from]!) / n;
    return Math.sqrt(Math.max(0, (this.square[origin]! - this.square[from]!) / n - m * m));
  }

  /** Share of available periods in the window with a sale. */
  saleShare(origin: number, window: number): number {
    const from = Math.max(0, origin - window),
      n = this.count[origin]! - this.count[from]!;
    return n > 0 ? (this.positive[origin]! - this.positive[from]!) / n : Number.NaN;
  }

  /** Latest phase-mate of t that lies before origin. */
  private mate(origin: number, t: number): number {
    return t - this.season * Math.ceil((t - origin + 1) / this.season);
  }

  /** Mean of the last `weeks` same-phase periods before origin, for target t ≥ origin; NaN when none. */
  phaseMean(origin: number, t: number, weeks: number): number {
    const last = this.mate(origin, t);
    if (last < 0) return Number.NaN;
    const to = last + this.season,
      from = to - weeks * this.season;
    const before = from >= 0 ? from : to % this.season;
    const n = this.phaseCount[to]! - this.phaseCount[before]!;
    return n > 0 ? (this.phaseSum[to]! - this.phaseSum[before]!) / n : Number.NaN;
  }

  /** Number of observations behind phaseMean. */
  phaseSeen(origin: number, t: number, weeks: number): number {
    const last = this.mate(origin, t);
    if (last < 0) return 0;
    const to = last + this.season,
      from = to - weeks * this.season;
    return this.phaseCount[to]! - this.phaseCount[from >= 0 ? from : to % this.season]!;
  }
}

/** Typical size of a series before origin: .7 × middle mean + .3 × long mean of available periods (research.md §5). */
export function scaleAt(view: SeriesView, origin: number, spans: Spans): number {
  const all = view.mean(origin, origin);
  if (Number.isNaN(all)) return Number.NaN;
  const long = view.mean(origin, spans.long),
    near = view.mean(origin, spans.middle);
  const far = Number.isNaN(long) ? view.lastMean(origin, spans.middle) : long;
  const scale = 0.7 * (Number.isNaN(near) ? far : near) + 0.3 * far;
  return Math.max(scale, 0.1 * all, 1e-3);
}
