// Has the model lost touch since it was trained? Its daily residuals are watched; a series that drifted is served by the structural model where that does better.
import { chooseModel, CLASSES, type Model, NEW_WATCH, pinball, predict, watch, watchVerdict, type FeatureSource, type SeriesTable } from '#forecast';
import { LEVELS } from '../latest.ts';

export type Drift = {
  readonly alarm: boolean;
  readonly reason: string;
  readonly days: number;
  readonly fallback: { readonly mean: Float64Array; readonly quantiles: readonly Float64Array[] } | null;
};

/** Days looked back at most: the model is trained anew every week, so there are few. */
const DAYS = 28;
/** The .8 quantile lies so many deviations above the median; a band is never thinner than this share of the mean. */
const SIGMAS = 0.8416;
const THINNEST = 0.1;

/** `soldOut`: what was wanted on these days nobody knows, so they speak neither for nor against the model. */
type Given = { readonly table: SeriesTable; readonly source: FeatureSource; readonly at: number; readonly soldOut: Uint8Array };

/** One verdict a series; null before a day has passed since the training. Days the model learned from say nothing. */
export function drift(model: Model, { table, source, at, soldOut }: Given): (Drift | null)[] {
  const from = Math.max(model.trainedUntil, at - DAYS),
    H = model.options.horizon,
    S = table.names.length;
  if (from >= at) return table.names.map(() => null);
  const state = Array.from({ length: S }, () => NEW_WATCH),
    losses = Array.from({ length: S }, () => ({ champion: 0, fallback: 0, days: 0 }));
  for (let origin = from; origin < at; origin++) {
    // The first step only: what was said the evening before. Later days of the source are not read by it.
    const said = predict(model, source, origin),
      plain = predict(structuralOf(model), source, origin);
    for (let s = 0; s < S; s++) {
      const y = table.values[s * table.periods + origin]!;
      if (Number.isNaN(y) || soldOut[s * table.periods + origin] === 1) continue;
      const mean = said.mean[s * H]!,
        sigma = Math.max(THINNEST * Math.max(1, mean), (said.quantiles[1]![s * H]! - said.quantiles[0]![s * H]!) / SIGMAS);
      state[s] = watch(state[s]!, (y - mean) / sigma);
      const l = losses[s]!;
      l.days += 1;
      LEVELS.forEach((level, k) => {
        l.champion += pinball(level, y, said.quantiles[k]![s * H]!);
        l.fallback += pinball(level, y, plain.quantiles[k]![s * H]!);
      });
    }
  }
  const plain = predict(structuralOf(model), source, at);
  return state.map((w, s): Drift => {
    const { alarm, reason } = watchVerdict(w),
      l = losses[s]!;
    const choice = chooseModel({ champion: l.champion, fallback: l.fallback, challenger: Number.POSITIVE_INFINITY }, { days: l.days, alarm });
    const row = (f: Float64Array): Float64Array => f.slice(s * H, s * H + H);
    return {
      alarm,
      days: l.days,
      reason: choice.use === 'fallback' ? `${reason}；${choice.reason}` : reason,
      fallback: choice.use === 'fallback' ? { mean: row(plain.mean), quantiles: plain.quantiles.map(row) } : null,
    };
  });
}

/** The same model with the structural member alone: cheap, never far off, and what a series falls back to. */
export const structuralOf = (model: Model): Model => ({ ...model, weights: { members: ['structural'], byClass: new Float64Array(CLASSES.length).fill(1) } });
