// 回测 on a company's own demand: the static formula, rolling averages and ours on the same days, parameters fixed before. Runs in a thread.
import { rollIntervals, selectSeries, type SeriesTable, traitsOf, viewBefore } from '#forecast';
import { type LeadChance, type Outcome, POLICIES, type PolicyName, protectionWindow, simulate } from '#policy';
import { chanceOf, LEVELS, SETTLE } from '../../forecasting/simulate.ts';
import type { Say } from './forecast.ts';

/** Goods that come the same way: how long they take, how long each keeps (null = does not perish), and what one unit of each costs, in 元. */
export type Shelf = {
  readonly name: string;
  readonly lead: readonly LeadChance[];
  readonly series: readonly number[];
  readonly life: readonly (number | null)[];
  readonly cost: readonly number[];
};
export type BacktestGround = {
  readonly table: SeriesTable;
  /** series × periods: 1 = sold out. */
  readonly soldOut: Uint8Array;
  readonly at: number;
  readonly days: number;
  readonly target: number;
  readonly review: number;
  readonly seed: number;
  readonly shelves: readonly Shelf[];
};
/** Shares by value at cost, so that a bottle of water does not count like a box of milk; `stockoutDays` is a share of days. */
export type PolicyFigures = {
  readonly fill: number;
  readonly waste: number;
  readonly stockoutDays: number;
  /** 元: stock held on an average day, wasted over the test, and sales missed at cost. */
  readonly stockMoney: number;
  readonly wasteMoney: number;
  readonly missedMoney: number;
};
export type ShelfFigures = {
  readonly name: string;
  readonly series: number;
  /** Shortest and longest life in days; null where nothing perishes. */
  readonly life: readonly [number, number] | null;
  readonly lead: number;
  /** Series × test days that ended with an empty shelf: what was sold stands for what was wanted, for every policy alike. */
  readonly soldOut: number;
  readonly preset: Readonly<Record<PolicyName, PolicyFigures>>;
  readonly equalFill: Readonly<Record<PolicyName, PolicyFigures>>;
};
export type BacktestSaid = { readonly from: number; readonly to: number; readonly target: number; readonly shelves: readonly ShelfFigures[] };

/** How the past is cut: retrained every four weeks, settled for two, parameters set on eight. */
const EVERY = 28;
const WARM = 56;
/** Share of customers who take the freshest (research.md §4), and the most rows a lesson has. */
const FRESH_FIRST = 0.3;
const ROWS_MOST = 120_000;
export const HISTORY_LEAST = 90;
/** The first day a back-test of so many days needs a forecast for. */
export const beginsAt = (at: number, days: number): number => at - days - WARM - SETTLE + 1;

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
    quantiles = LEVELS.map(() => mean.slice());
  for (let block = first; block < at; block += EVERY) {
    say((0.85 * (block - first)) / (at - first), `重训第 ${Math.floor((block - first) / EVERY) + 1} 期`);
    const to = Math.min(at, block + EVERY),
      said = rollIntervals(table, { from: block, to, window, levels: LEVELS, every: EVERY, learn: { seed: ground.seed, rowsMax: ROWS_MOST } });
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
    { table, window, mean, quantiles } = rolled(ground, shelf, say);
  say(0.88, '逐日模拟');
  const lives = shelf.life.filter((l) => l !== null);
  const said = simulate(
    { series: table.names.length, periods: table.periods, demand: table.values, whole: traitsOf(table, from).whole, forecasts: { levels: LEVELS, window, mean, quantiles } },
    {
      life: Number.POSITIVE_INFINITY,
      lifeOf: (s) => shelf.life[s] ?? Number.POSITIVE_INFINITY,
      weightOf: (s) => shelf.cost[s] ?? 0,
      lead: shelf.lead,
      review,
      pack: 0,
      minimum: 0,
      target,
      freshFirst: FRESH_FIRST,
      from,
      to: at,
      warm: WARM,
      chance: chanceOf(ground.seed),
    },
  );
  const wanted = demandMoney(table, shelf.cost, { from, to: at });
  const figures = (which: 'preset' | 'equalFill'): Record<PolicyName, PolicyFigures> =>
    Object.fromEntries(POLICIES.map((p) => [p, figuresOf(said[which][p], { wanted, series: table.names.length })])) as Record<PolicyName, PolicyFigures>;
  return {
    name: shelf.name,
    series: table.names.length,
    life: lives.length === 0 ? null : [Math.min(...lives), Math.max(...lives)],
    lead: window - review + 1,
    soldOut: soldOutDays(ground, shelf.series),
    preset: figures('preset'),
    equalFill: figures('equalFill'),
  };
}

/** What was sold is fill × demand, so what spoiled, a share of both together, follows from them. */
const figuresOf = (o: Outcome, all: { readonly wanted: number; readonly series: number }): PolicyFigures => ({
  fill: o.fill,
  waste: o.waste,
  stockoutDays: o.stockoutDays,
  stockMoney: o.stock * all.series,
  wasteMoney: o.wasteOfUsed < 1 ? (o.wasteOfUsed / (1 - o.wasteOfUsed)) * o.fill * all.wanted : 0,
  missedMoney: (1 - o.fill) * all.wanted,
});

function soldOutDays(ground: BacktestGround, series: readonly number[]): number {
  let n = 0;
  for (const s of series) for (let t = ground.at - ground.days; t < ground.at; t++) n += ground.soldOut[s * ground.table.periods + t]!;
  return n;
}

function demandMoney(table: SeriesTable, cost: readonly number[], span: { readonly from: number; readonly to: number }): number {
  let sum = 0;
  for (let s = 0; s < table.names.length; s++) for (let t = span.from; t < span.to; t++) sum += (table.values[s * table.periods + t] || 0) * (cost[s] ?? 0);
  return sum;
}
