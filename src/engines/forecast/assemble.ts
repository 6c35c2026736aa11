// From trained heads to a model: in small tables the classic member joins the trees with the share it proved beside trees that had not seen the last periods.
import { CLASSES } from './classes.ts';
import { forecastClassic, learnClassic } from './classic.ts';
import { sortLevels } from './conformal.ts';
import type { FeatureSource } from './features.ts';
import { learnerUntil, type Learner, type LearnOptions } from './learner.ts';
import { blendMembers, expectedShare, provenShare, withClassic, type Weights } from './members.ts';
import { holdout, memberForecasts, rowClasses, trainAll, treesAlone, type Model, type Trained, type Tuned } from './model.ts';
import { SPANS } from './series-view.ts';
import type { Forecast } from './structural.ts';

/** Trees need more than this many cells of a table before they need no classic member: of days; of weeks and months, which hold more of what it knows. */
const SMALL = { D: 12_000, W: 60_000, M: 60_000 } as const;
/** Below so many rows trees learn nothing; the classic member answers alone. */
const ROWS_LEAST = 300;
/** Rows and trees of a trial: enough to see which member is better. */
const TRIAL = { rows: 40_000, trees: 80 } as const;

/** The classic member knows no plans: beside trees that do, its band would be wrong on promoted days and on the others alike. */
const isSmall = ({ source, traits }: Learner): boolean => source.promotions === undefined && traits.cells < SMALL[source.table.frequency];
const tooFew = (learner: Learner): boolean => (learner.prepared[0]?.lesson.rows.series.length ?? 0) < ROWS_LEAST;

/** Joins trained heads to a model. Where the table is small, the classic member is learned here and its share is proved (one smaller training more). */
export function assemble(learner: Learner, trained: Trained, tuned?: Tuned): Model {
  const trees = treesAlone(learner, trained, tuned);
  if (learner.options.window > 1) return trees;
  if (tooFew(learner)) return { ...besideClassic(trees, learner), weights: CLASSIC_ALONE };
  return !tuned && isSmall(learner) ? { ...besideClassic(trees, learner), weights: withClassic(trees.weights, classicShare(learner)) } : trees;
}

const CLASSIC_ALONE: Weights = { members: ['classic'], byClass: new Float64Array(CLASSES.length).fill(1) };

const besideClassic = (model: Model, { source, origin, options }: Learner): Model => ({ ...model, classic: learnClassic(source, origin, options) });

/** What the classic member was worth over the last periods before the learner's origin; the expected share where that cannot be tried. */
function classicShare(learner: Learner): number {
  const { source, origin, options, traits } = learner,
    { span, stride } = trialOf(source, options, origin),
    until = origin - span,
    // What is known ahead the member does not see either: there it has to prove all of its share.
    expected = source.covariates.length > 0 ? 0 : expectedShare(traits.cells);
  if (until < 2.5 * SPANS[source.table.frequency].warmup) return expected;
  const past = learnerUntil(source, until, {
    traits,
    options: { ...options, rowsMax: Math.min(options.rowsMax, TRIAL.rows), trees: Math.min(TRIAL.trees, options.trees ?? TRIAL.trees) },
  });
  if (tooFew(past)) return expected;
  const origins: number[] = [];
  for (let o = until; o + options.horizon <= origin; o += stride) origins.push(o);
  return provenShare({ ...saidThen(besideClassic(treesAlone(past, trainAll(past)), past), source, origins), levels: options.quantiles, origins: origins.length, expected });
}

/** Truth of the trial's origins, one after another, and what both sides said of it. */
function saidThen(model: Model, source: FeatureSource, origins: readonly number[]): { truth: Float64Array; others: Forecast; classic: Forecast } {
  const { horizon: H, quantiles } = model.options,
    { values, names, periods: T } = source.table;
  const said = origins.map((o) => {
    const others = blendMembers(memberForecasts(model, source, o), model.weights, rowClasses(source, o, H));
    sortLevels(others.quantiles);
    return { others, classic: forecastClassic(source, o, model.classic!) };
  });
  const side = (pick: 'others' | 'classic'): Forecast => ({
    mean: joined(said.map((f) => f[pick].mean)),
    quantiles: quantiles.map((_, k) => joined(said.map((f) => f[pick].quantiles[k]!))),
  });
  const truth = joined(origins.map((o) => Float64Array.from({ length: names.length * H }, (_, i) => values[Math.floor(i / H) * T + o + (i % H)]!)));
  return { truth, others: side('others'), classic: side('classic') };
}

/** A fifth of the past, within bounds. */
function trialOf(source: FeatureSource, options: LearnOptions, origin: number): { span: number; stride: number } {
  const { span, stride } = holdout(source, options);
  return { span: Math.max(span, Math.min(2 * span, Math.floor(origin / 5))), stride };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
