// One forecast whose heads are trained by several threads, and rolling origins shared out between them: the same bytes as the engine's own run.
import {
  assemble,
  CLASSES,
  classesOf,
  LEARN_DEFAULTS,
  makeLearner,
  predict,
  Scorer,
  secondRound,
  viewBefore,
  type FeatureSource,
  type Forecast,
  type HeadSpec,
  type LearnOptions,
  type Model,
  type Round,
  type RunOptions,
  type Score,
  type SeriesTable,
  type TrainedHead,
} from '#forecast';
import { shareOut, type Hands } from './work.ts';

export type Trained = { readonly forecast: Forecast; readonly model: Model; readonly source: FeatureSource /** Rows the heads learned from. */; readonly rows: number };

/** forecastRun of the engine, its heads shared out. */
export async function trainedRun(table: SeriesTable, run: RunOptions, hands: Hands): Promise<Trained> {
  const options: LearnOptions = { ...LEARN_DEFAULTS, ...run };
  const learner = makeLearner(viewBefore(table, run.origin, options.horizon + options.window - 1), run.origin, options);
  const { settings, specs, second } = learner,
    all = specs.length + second.length;
  const round = (prepared: readonly Round[], pieces: readonly HeadSpec[], before: number): Promise<TrainedHead[]> =>
    pieces.length === 0 ? Promise.resolve([]) : shareOut('head', { prepared, settings }, { ...hands, pieces, progress: (done) => hands.progress?.(before + done, all) });
  const first = await round(learner.prepared, specs, 0),
    lessons = secondRound(learner, first),
    heads = [...first, ...(await round(lessons, second, first.length))];
  const model = assemble(learner, { rounds: [...learner.prepared, ...lessons], heads });
  return { forecast: predict(model, learner.source, run.origin), model, source: learner.source, rows: learner.prepared[0]?.lesson.rows.series.length ?? 0 };
}

/** What the run found in the data, for the summary. */
export function findings({ model, source, rows }: Trained, origin: number) {
  const classes = Object.fromEntries(CLASSES.map((c) => [c, 0])),
    M = model.weights.members.length;
  for (const c of classesOf(source.table, origin)) classes[CLASSES[c]!] = (classes[CLASSES[c]!] ?? 0) + 1;
  const weights = Object.fromEntries(
    CLASSES.map((name, c) => {
      const own = Array.from({ length: M }, (_, m) => model.weights.byClass[c * M + m]!),
        sum = own.reduce((a, b) => a + b, 0);
      return [name, Object.fromEntries(model.weights.members.map((member, m) => [member, Number((own[m]! / sum).toFixed(3))]))];
    }),
  );
  return {
    rowsLearned: rows,
    heads: model.heads.length,
    classes,
    weights,
    festivals: model.festivals.verdicts.filter((v) => v.kept).map((v) => v.festival),
    promotionColumns: (source.promotions?.columns ?? []).map((k) => source.table.known[k]!.name),
    covariates: source.covariates.map((k) => source.table.known[k]!.name),
  };
}

export type RollingJob = Omit<RunOptions, 'origin'> & { readonly origins: readonly number[]; readonly horizon: number; readonly quantiles: readonly number[] };

/** backtest of the engine, its origins shared out; scored in the order of origins, so that sums do not depend on who was faster. */
export async function rolling(table: SeriesTable, job: RollingJob, hands: Hands): Promise<{ readonly method: string; readonly score: Score }[]> {
  const { origins, horizon, quantiles: levels } = job,
    season = table.frequency === 'D' ? 7 : table.frequency === 'M' ? 12 : 1;
  const answers = await shareOut('origin', table, { ...hands, pieces: origins.map((origin) => ({ ...job, origin })) });
  const scorers = new Map<string, Scorer>();
  for (const [k, said] of answers.entries())
    for (const { method, forecast } of said) {
      const scorer = scorers.get(method) ?? new Scorer(table, { levels, horizon, first: origins[0]!, season });
      scorers.set(method, scorer);
      scorer.add(origins[k]!, forecast);
    }
  return [...scorers].map(([method, s]) => ({ method, score: s.score() }));
}
