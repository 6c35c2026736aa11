// The forecasts and the shelves of `policy simulate`: intervals forecast evening by evening with blocks shared out, then the simulator.
import { traitsOf, viewBefore, type IntervalForecasts, type RollingOptions, type SeriesTable } from '#forecast';
import { protectionWindow, simulate, type LeadChance, type SimulateResult } from '#policy';
import { shareOut, type Hands } from './work.ts';

/** Levels of the interval curves (engines/policy/README.md). */
export const LEVELS = [0.4, 0.6, 0.75, 0.85, 0.92, 0.97, 0.99];
/** Days the shelves run before they are counted. */
export const SETTLE = 14;

export type Shelf = {
  readonly life: number;
  readonly lead: readonly LeadChance[];
  readonly review: number;
  readonly pack: number;
  readonly minimum: number;
  readonly freshFirst: number;
  /** Test days [from, to); parameters are fixed on the `warm` days before. */
  readonly from: number;
  readonly to: number;
  readonly warm: number;
  readonly every: number;
  readonly seed: number;
  readonly learn?: NonNullable<RollingOptions['learn']>;
};

/** First day a forecast is wanted for. */
export const begins = (shelf: Pick<Shelf, 'from' | 'warm'>): number => shelf.from - shelf.warm - SETTLE + 1;

/** rollIntervals of the engine: every block is trained by itself, so threads may share them out. */
export async function intervals(table: SeriesTable, options: RollingOptions, hands: Hands): Promise<IntervalForecasts> {
  const blocks: RollingOptions[] = [],
    T = table.periods;
  for (let from = options.from; from < options.to; from += options.every) blocks.push({ ...options, from, to: Math.min(options.to, from + options.every) });
  const said = await shareOut('intervals', table, { ...hands, pieces: blocks });
  const join = (pick: (f: IntervalForecasts) => Float32Array): Float32Array => {
    const out = new Float32Array(table.names.length * T).fill(Number.NaN);
    for (const [k, { from, to }] of blocks.entries())
      for (let s = 0; s < table.names.length; s++) out.set(pick(said[k]!).subarray(s * (to - from), (s + 1) * (to - from)), s * T + from);
    return out;
  };
  return { levels: options.levels, window: options.window, mean: join((f) => f.mean), quantiles: options.levels.map((_, q) => join((f) => f.quantiles[q]!)) };
}

/** A uniform number for the lead time of an order, from the seed alone (mixing as in MurmurHash3's fmix32). */
export function chanceOf(seed: number): (series: number, day: number) => number {
  return (series, day) => {
    let h = (Math.imul(series + 1, 0x9e3779b1) ^ Math.imul(day + 1, 0x85ebca6b) ^ Math.imul(seed + 1, 0xc2b2ae35)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
  };
}

/** Simulates for every target: one training, one simulation a target. */
export async function simulated(table: SeriesTable, shelf: Shelf, job: Hands & { readonly targets: readonly number[] }): Promise<SimulateResult[]> {
  const window = protectionWindow(shelf.lead, shelf.review),
    { learn } = shelf;
  const forecasts = await intervals(table, { from: begins(shelf), to: shelf.to, window, levels: LEVELS, every: shelf.every, ...(learn ? { learn } : {}) }, job);
  const view = viewBefore(table, table.periods, 0);
  const input = { series: view.names.length, periods: view.periods, demand: view.values, forecasts, whole: traitsOf(view, shelf.from).whole };
  return job.targets.map((target) => simulate(input, { ...shelf, target, chance: chanceOf(shelf.seed) }));
}
