// Rolling forecasts of protection intervals: what the engine would have said each evening, retrained on a fixed rhythm.
import { LEARN_DEFAULTS, learnerUntil, makeSource, traitsOf, type LearnOptions } from './learner.ts';
import type { Offer, Rows } from './lesson.ts';
import { blend } from './heads.ts';
import { scoreUnit, trainAll } from './model.ts';
import { viewBefore, type SeriesTable } from './table.ts';

export type RollingOptions = {
  /** First and one past the last period for which a forecast starting there is wanted. */
  readonly from: number;
  readonly to: number;
  /** Periods the interval lasts (L + R − 1). */
  readonly window: number;
  readonly levels: readonly number[];
  /** Periods between retrainings. */
  readonly every: number;
  readonly learn?: Partial<LearnOptions>;
};

/** series × periods: the forecast of Σ demand in [t, t+window) made with what was known before t; NaN outside [from, to) and where nothing is on offer. */
export type IntervalForecasts = { readonly levels: readonly number[]; readonly mean: Float32Array; readonly quantiles: readonly Float32Array[]; readonly window: number };

function rowsBetween(series: number, from: number, to: number): Rows {
  const days = to - from,
    n = series * days;
  return {
    series: Int32Array.from({ length: n }, (_, i) => Math.floor(i / days)),
    origin: Int32Array.from({ length: n }, (_, i) => from + (i % days)),
    step: new Int32Array(n),
  };
}

/** Simulated history of interval forecasts. Days that were not on offer are taken as known not to be, for every policy alike. */
export function rollIntervals(table: SeriesTable, options: RollingOptions): IntervalForecasts {
  const full = viewBefore(table, table.periods, 0),
    T = full.periods,
    S = full.names.length,
    { window, levels } = options;
  const learn: LearnOptions = { ...LEARN_DEFAULTS, horizon: 1, ...options.learn, quantiles: levels, window };
  const offer: Offer = (s, t) => t < T && !Number.isNaN(full.values[s * T + t]!);
  const mean = new Float32Array(S * T).fill(Number.NaN),
    quantiles = levels.map(() => new Float32Array(S * T).fill(Number.NaN));
  for (let start = options.from; start < options.to; start += options.every) {
    const end = Math.min(options.to, start + options.every),
      traits = traitsOf(full, start);
    const source = makeSource(full, start, { options: learn }),
      learner = learnerUntil(source, start, { options: learn, traits });
    const { rounds, heads } = trainAll(learner),
      rows = rowsBetween(S, start, end),
      model = { options: learn, traits, heads, cuts: rounds.map((p) => ({ unit: p.unit, cuts: p.lesson.cuts })) },
      units = learner.second.length > 0 ? ['mean' as const] : rounds.map((p) => p.unit);
    const said = blend(units.map((unit) => ({ weight: unit === 'level' ? 0.45 : 0.55, forecast: scoreUnit(model, source, { rows, unit, offer }) })));
    for (let i = 0; i < rows.series.length; i++) {
      const s = rows.series[i]!,
        o = rows.origin[i]!,
        cell = s * T + o;
      let offered = false;
      for (let k = 0; k < window; k++) offered ||= offer(s, o + k);
      if (!offered) continue;
      mean[cell] = said.mean[i]!;
      quantiles.forEach((q, k) => {
        q[cell] = said.quantiles[k]![i]!;
      });
    }
  }
  return { levels, mean, quantiles, window };
}
