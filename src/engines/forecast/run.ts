// The door of `forecast run`: a parsed table in, mean and quantiles of every series out, with a report of what was decided and why.
import { LEARN_DEFAULTS, makeLearner, traitsOf, type LearnOptions } from './learner.ts';
import { assemble } from './assemble.ts';
import { predict, trainAll, tune, type Model } from './model.ts';
import type { FestivalVerdict } from './festival.ts';
import { CLASSES, classesOf, type DemandClass } from './classes.ts';
import { viewBefore, type SeriesTable } from './table.ts';
import type { FeatureSource } from './features.ts';
import type { Forecast } from './structural.ts';

export type RunOptions = Partial<LearnOptions> & {
  /** First period to forecast (table.periodAt of a date). */
  readonly origin: number;
  /** Weigh and calibrate on held-out origins first (costs half a training more); off by default: measured, it gained nothing. */
  readonly tune?: boolean;
};

export type RunReport = {
  readonly rows: number;
  readonly heads: number;
  readonly festivals: readonly FestivalVerdict[];
  readonly promotionColumns: readonly string[];
  readonly covariates: readonly string[];
  readonly classes: Readonly<Record<DemandClass, number>>;
  readonly weights: Readonly<Record<DemandClass, readonly { readonly member: string; readonly weight: number }[]>>;
};

export type RunResult = {
  /** series × horizon; quantiles one array a level. */
  readonly forecast: Forecast;
  readonly model: Model;
  readonly source: FeatureSource;
  readonly report: RunReport;
};

/** Forecasts `horizon` periods from `origin`; reads nothing from the origin on but known-ahead columns. */
export function forecastRun(table: SeriesTable, run: RunOptions): RunResult {
  const options: LearnOptions = { ...LEARN_DEFAULTS, ...run },
    view = viewBefore(table, run.origin, options.horizon + options.window - 1);
  const learner = makeLearner(view, run.origin, options);
  const tuned = run.tune !== true ? undefined : tune(learner.source, run.origin, { options, traits: traitsOf(view, run.origin) });
  const model = assemble(learner, trainAll(learner), tuned);
  return {
    forecast: predict(model, learner.source, run.origin),
    model,
    source: learner.source,
    report: reportOf(model, learner.source, { origin: run.origin, rows: learner.prepared[0]?.lesson.rows.series.length ?? 0 }),
  };
}

function reportOf(model: Model, source: FeatureSource, job: { origin: number; rows: number }): RunReport {
  const { weights } = model,
    M = weights.members.length,
    count = new Map<DemandClass, number>(CLASSES.map((c) => [c, 0]));
  for (const c of classesOf(source.table, job.origin)) count.set(CLASSES[c]!, count.get(CLASSES[c]!)! + 1);
  const weightsOf = (c: number): { member: string; weight: number }[] => {
    let total = 0;
    for (let m = 0; m < M; m++) total += weights.byClass[c * M + m]!;
    return weights.members.map((member, m) => ({ member, weight: weights.byClass[c * M + m]! / total }));
  };
  return {
    rows: job.rows,
    heads: model.heads.length,
    festivals: model.festivals.verdicts,
    promotionColumns: (source.promotions?.columns ?? []).map((k) => source.table.known[k]!.name),
    covariates: source.covariates.map((k) => source.table.known[k]!.name),
    classes: Object.fromEntries(count) as Record<DemandClass, number>,
    weights: Object.fromEntries(CLASSES.map((c, k) => [c, weightsOf(k)])) as unknown as RunReport['weights'],
  };
}
