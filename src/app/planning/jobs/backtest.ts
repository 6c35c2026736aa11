// 回测 on a company's own demand: the static formula, rolling averages and ours on the same days, parameters fixed before. Runs in a thread.
import { rollIntervals, selectSeries, type SeriesTable, traitsOf, viewBefore } from '#forecast';
import { type LeadChance, type Outcome, POLICIES, type PolicyName, protectionWindow, simulate, type SimulateResult } from '#policy';
import type { Say } from './forecast.ts';

/** Goods of one kind: how long they keep and how they are bought, and what one unit of each costs, in 元. */
export type Shelf = {
  readonly name: string;
  readonly life: number | null;
  readonly lead: readonly LeadChance[];
  readonly series: readonly number[];
  readonly cost: readonly number[];
};
export type BacktestGround = {
  readonly table: SeriesTable;
  readonly at: number;
  readonly days: number;
  readonly target: number;
  readonly review: number;
  readonly seed: number;
  readonly shelves: readonly Shelf[];
};
export type PolicyFigures = {
  readonly fill: number;
  readonly waste: number;
  readonly stock: number;
  readonly stockoutDays: number;
  /** 元: stock held on an average day, wasted over the test, and sales missed at cost. */
  readonly stockMoney: number;
  readonly wasteMoney: number;
  readonly missedMoney: number;
};
export type ShelfFigures = {
  readonly name: string;
  readonly series: number;
  readonly life: number | null;
  readonly lead: number;
  readonly preset: Readonly<Record<PolicyName, PolicyFigures>>;
  readonly equalFill: Readonly<Record<PolicyName, PolicyFigures>>;
};
export type BacktestSaid = { readonly from: number; readonly to: number; readonly target: number; readonly shelves: readonly ShelfFigures[] };

/** Levels of the interval curves (engines/policy/README.md), and how the past is cut: retrained every four weeks, settled for two, parameters set on eight. */
const INTERVAL_LEVELS = [0.4, 0.6, 0.75, 0.85, 0.92, 0.97, 0.99];
const EVERY = 28;
const SETTLE = 14;
const WARM = 56;
/** Share of customers who take the freshest (research.md §4), and the most rows a lesson has. */
const FRESH_FIRST = 0.3;
const ROWS_MOST = 120_000;
export const HISTORY_LEAST = 90;
/** The first day a back-test of so many days needs a forecast for. */
export const beginsAt = (at: number, days: number): number => at - days - WARM - SETTLE + 1;

/** A uniform number for the lead time of an order, from the seed alone (mixing as in MurmurHash3's fmix32). */
const chanceOf =
  (seed: number) =>
  (series: number, day: number): number => {
    let h = (Math.imul(series + 1, 0x9e3779b1) ^ Math.imul(day + 1, 0x85ebca6b) ^ Math.imul(seed + 1, 0xc2b2ae35)) | 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
  };

/** Same ground, same figures. */
export function backtest(ground: BacktestGround, say: Say): BacktestSaid {
  const { at, days } = ground,
    from = at - days;
  const shelves = ground.shelves.map((shelf, i): ShelfFigures => {
    const part = (share: number, step: string): void => say((i + share) / ground.shelves.length, `${shelf.name}：${step}`);
    return runShelf(ground, shelf, part);
  });
  return { from, to: at, target: ground.target, shelves };
}

type Rolled = { readonly table: SeriesTable; readonly window: number; readonly mean: Float32Array; readonly quantiles: readonly Float32Array[] };

/** What would have been forecast each evening of the test and of the weeks before it, learned anew every four weeks. */
function rolled(ground: BacktestGround, shelf: Shelf, say: Say): Rolled {
  const { at } = ground,
    first = beginsAt(at, ground.days);
  const table = viewBefore(selectSeries(ground.table, shelf.series), at, 0),
    window = protectionWindow(shelf.lead, ground.review);
  const mean = new Float32Array(table.values.length).fill(Number.NaN),
    quantiles = INTERVAL_LEVELS.map(() => mean.slice());
  for (let block = first; block < at; block += EVERY) {
    say((0.85 * (block - first)) / (at - first), `重训第 ${Math.floor((block - first) / EVERY) + 1} 期`);
    const to = Math.min(at, block + EVERY),
      said = rollIntervals(table, { from: block, to, window, levels: INTERVAL_LEVELS, every: EVERY, learn: { seed: ground.seed, rowsMax: ROWS_MOST } });
    for (let s = 0; s < table.names.length; s++)
      for (let cell = s * table.periods + block; cell < s * table.periods + to; cell++) {
        mean[cell] = said.mean[cell]!;
        quantiles.forEach((q, k) => {
          q[cell] = said.quantiles[k]![cell]!;
        });
      }
  }
  return { table, window, mean, quantiles };
}

function runShelf(ground: BacktestGround, shelf: Shelf, say: Say): ShelfFigures {
  const { at, days, review, target } = ground,
    from = at - days,
    { table, window, mean, quantiles } = rolled(ground, shelf, say),
    T = table.periods;
  say(0.88, '逐日模拟');
  const life = shelf.life ?? Number.POSITIVE_INFINITY;
  const options = { life, lead: shelf.lead, review, pack: 0, minimum: 0, target, freshFirst: FRESH_FIRST, from, to: at, warm: WARM, chance: chanceOf(ground.seed) };
  const run = (unit: (s: number) => number, whole: boolean): SimulateResult => {
    const forecasts = { levels: INTERVAL_LEVELS, window, mean: scaled(mean, T, unit), quantiles: quantiles.map((q) => scaled(q, T, unit)) };
    return simulate({ series: table.names.length, periods: T, demand: scaled(table.values, T, unit), whole, forecasts }, options);
  };
  const units = run(() => 1, traitsOf(table, from).whole);
  say(0.94, '折算金额');
  const money = run((s) => shelf.cost[s] ?? 0, false),
    wanted = demandMoney(table, shelf.cost, { from, to: at });
  const figures = (which: 'preset' | 'equalFill'): Record<PolicyName, PolicyFigures> =>
    Object.fromEntries(POLICIES.map((p) => [p, figuresOf(units[which][p], money[which][p], { wanted, series: table.names.length })])) as Record<PolicyName, PolicyFigures>;
  return { name: shelf.name, series: table.names.length, life: shelf.life, lead: window - review + 1, preset: figures('preset'), equalFill: figures('equalFill') };
}

/** Of what was received, `waste` spoiled; what was sold is fill × demand, so spoilage in money is a share of both together. */
function figuresOf(u: Outcome, m: Outcome, all: { readonly wanted: number; readonly series: number }): PolicyFigures {
  return {
    fill: u.fill,
    waste: u.waste,
    stock: u.stock * all.series,
    stockoutDays: u.stockoutDays,
    stockMoney: m.stock * all.series,
    wasteMoney: m.wasteOfUsed < 1 ? (m.wasteOfUsed / (1 - m.wasteOfUsed)) * m.fill * all.wanted : 0,
    missedMoney: (1 - m.fill) * all.wanted,
  };
}

function scaled(values: Float32Array, periods: number, unit: (s: number) => number): Float32Array {
  const out = values.slice();
  for (let i = 0; i < out.length; i++) out[i] = out[i]! * unit(Math.floor(i / periods));
  return out;
}

function demandMoney(table: SeriesTable, cost: readonly number[], span: { readonly from: number; readonly to: number }): number {
  let sum = 0;
  for (let s = 0; s < table.names.length; s++) for (let t = span.from; t < span.to; t++) sum += (table.values[s * table.periods + t] || 0) * (cost[s] ?? 0);
  return sum;
}
