// How good forecasts would have been of late: two spans held back and forecast as it would have been done then, beside the naive methods.
import { BASELINES, forecastBaseline, forecastRun, type LearnOptions, type Score, Scorer, type SeriesTable, viewBefore } from '#forecast';
import { LEVELS } from '../latest.ts';

/** How good the forecasts of the last weeks were, in absolute errors and units sold; one entry a series. */
export type Accuracy = { readonly methods: readonly string[] /** series × methods. */; readonly error: Float64Array; readonly sold: Float64Array; readonly bias: Float64Array };
const METHODS = ['hengcang', ...BASELINES] as const;
/** Two fortnights held back, forecast as it would have been done then, beside the naive methods. */
export function judgeForecasts(
  table: SeriesTable,
  at: number,
  options: LearnOptions,
): { readonly accuracy: Accuracy | null; readonly scores: readonly { readonly method: string; readonly score: Score }[] } {
  const { horizon: H } = options,
    origins = [at - 2 * H, at - H].filter((o) => o > 60);
  if (origins.length === 0) return { accuracy: null, scores: [] };
  const S = table.names.length,
    T = table.periods;
  const error = new Float64Array(S * METHODS.length),
    sold = new Float64Array(S),
    bias = new Float64Array(S);
  const scorers = METHODS.map((method) => ({ method, scorer: new Scorer(table, { levels: LEVELS, horizon: H, first: origins[0] ?? 0, season: 7 }) }));
  for (const origin of origins) {
    const view = viewBefore(table, origin, H);
    const said = METHODS.map((name) =>
      name === 'hengcang' ? forecastRun(table, { ...options, origin }).forecast : forecastBaseline(view, origin, { name, horizon: H, quantiles: LEVELS }),
    );
    said.forEach((f, m) => scorers[m]?.scorer.add(origin, f));
    for (let s = 0; s < S; s++)
      for (let h = 0; h < H; h++) {
        const y = table.values[s * T + origin + h]!;
        if (Number.isNaN(y)) continue;
        sold[s] = sold[s]! + y;
        bias[s] = bias[s]! + said[0]!.mean[s * H + h]! - y;
        said.forEach((f, m) => {
          error[s * METHODS.length + m] = error[s * METHODS.length + m]! + Math.abs(f.mean[s * H + h]! - y);
        });
      }
  }
  return { accuracy: { methods: METHODS, error, sold, bias }, scores: scorers.map(({ method, scorer }) => ({ method, score: scorer.score() })) };
}
