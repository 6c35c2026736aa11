// How good forecasts would have been of late: two spans held back and forecast as it would have been done then, beside the naive methods.
// Only days on which demand could be seen are judged: what a shelf that ran empty would have sold is our own guess, and no forecast is measured by it.
import { BASELINES, forecastBaseline, forecastRun, type LearnOptions, type Score, Scorer, type SeriesTable, viewBefore } from '#forecast';
import { LEVELS } from '../latest.ts';

/** How good the forecasts of the last weeks were, in absolute errors and units sold; one entry a series. `unknown`: days left out because the shelf ran empty. */
export type Accuracy = {
  readonly methods: readonly string[] /** series × methods. */;
  readonly error: Float64Array;
  readonly sold: Float64Array;
  readonly bias: Float64Array;
  readonly unknown: Int32Array;
};
export type Judged = {
  readonly accuracy: Accuracy | null;
  readonly scores: readonly { readonly method: string; readonly score: Score }[];
  /** Series × days judged, and left out. */
  readonly scored: number;
  readonly unknown: number;
};
/** `table` is learned from (sold-out days filled), `soldOut` says which of its cells were. */
export type Tried = { readonly table: SeriesTable; readonly at: number; readonly soldOut: Uint8Array };
const METHODS = ['hengcang', ...BASELINES] as const;

/** Two fortnights held back, forecast as it would have been done then, beside the naive methods. */
export function judgeForecasts({ table, at, soldOut }: Tried, options: LearnOptions): Judged {
  const { horizon: H } = options,
    origins = [at - 2 * H, at - H].filter((o) => o > 60);
  if (origins.length === 0) return { accuracy: null, scores: [], scored: 0, unknown: 0 };
  const S = table.names.length,
    T = table.periods;
  const error = new Float64Array(S * METHODS.length),
    sold = new Float64Array(S),
    bias = new Float64Array(S),
    unknown = new Int32Array(S);
  const seen = observed(table, soldOut);
  const scorers = METHODS.map((method) => ({ method, scorer: new Scorer(seen, { levels: LEVELS, horizon: H, first: origins[0] ?? 0, season: 7 }) }));
  for (const origin of origins) {
    const view = viewBefore(table, origin, H);
    const said = METHODS.map((name) =>
      name === 'hengcang' ? forecastRun(table, { ...options, origin }).forecast : forecastBaseline(view, origin, { name, horizon: H, quantiles: LEVELS }),
    );
    said.forEach((f, m) => scorers[m]?.scorer.add(origin, f));
    for (let s = 0; s < S; s++)
      for (let h = 0; h < H; h++) {
        const cell = s * T + origin + h,
          y = seen.values[cell]!;
        if (soldOut[cell] === 1) unknown[s] = unknown[s]! + 1;
        if (Number.isNaN(y)) continue;
        sold[s] = sold[s]! + y;
        bias[s] = bias[s]! + said[0]!.mean[s * H + h]! - y;
        said.forEach((f, m) => {
          error[s * METHODS.length + m] = error[s * METHODS.length + m]! + Math.abs(f.mean[s * H + h]! - y);
        });
      }
  }
  const scores = scorers.map(({ method, scorer }) => ({ method, score: scorer.score() }));
  return { accuracy: { methods: METHODS, error, sold, bias, unknown }, scores, scored: scores[0]?.score.scored ?? 0, unknown: unknown.reduce((a, b) => a + b, 0) };
}

/** The same table with the days hidden on which the shelf ran empty. */
function observed(table: SeriesTable, soldOut: Uint8Array): SeriesTable {
  const values = table.values.slice();
  for (let i = 0; i < values.length; i++) if (soldOut[i] === 1) values[i] = Number.NaN;
  return { ...table, values };
}
