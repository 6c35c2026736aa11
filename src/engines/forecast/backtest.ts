// The door of `forecast backtest`: rolling origins, every member and baseline scored beside the portfolio's answer.
import { BASELINES, forecastBaseline } from './baselines.ts';
import { memberForecasts } from './model.ts';
import { forecastRun, type RunOptions } from './run.ts';
import { Scorer, type Score } from './score.ts';
import { LEARN_DEFAULTS } from './learner.ts';
import { SPANS } from './series-view.ts';
import { viewBefore, type SeriesTable } from './table.ts';

export type BacktestOptions = Omit<RunOptions, 'origin'> & {
  readonly origins: readonly number[];
  /** Called after each origin, so that a caller can show progress; return false to stop. */
  readonly progress?: (done: number, of: number) => boolean;
};

export type BacktestRow = { readonly method: string; readonly score: Score };

/** The last `count` origins, `stride` apart, such that the last one's horizon is fully known. */
export function lastOrigins(table: SeriesTable, job: { horizon: number; count: number; stride: number }): number[] {
  const last = table.periods - job.horizon;
  return Array.from({ length: job.count }, (_, k) => last - (job.count - 1 - k) * job.stride).filter((o) => o > 2 * SPANS[table.frequency].warmup);
}

/** First row = the portfolio's final answer; then its members; then the baselines. */
export function backtest(table: SeriesTable, options: BacktestOptions): BacktestRow[] {
  const horizon = options.horizon ?? LEARN_DEFAULTS.horizon,
    levels = options.quantiles ?? LEARN_DEFAULTS.quantiles;
  const { frequency } = table,
    season = frequency === 'D' ? 7 : frequency === 'M' ? 12 : 1,
    first = options.origins[0] ?? 0;
  const scorers = new Map<string, Scorer>();
  const scorer = (name: string): Scorer => {
    const found = scorers.get(name) ?? new Scorer(table, { levels, horizon, first, season });
    scorers.set(name, found);
    return found;
  };
  let done = 0;
  for (const origin of options.origins) {
    const { forecast, model, source } = forecastRun(table, { ...options, origin });
    scorer('hengcang').add(origin, forecast);
    for (const member of memberForecasts(model, source, origin)) scorer(member.name).add(origin, member.forecast);
    const view = viewBefore(table, origin, horizon);
    for (const name of BASELINES) scorer(name).add(origin, forecastBaseline(view, origin, { name, horizon, quantiles: levels }));
    if (options.progress?.(++done, options.origins.length) === false) break;
  }
  return [...scorers].map(([method, s]) => ({ method, score: s.score() }));
}
