// The door of the forecast engine: numbers in, numbers out. Pure, seeded, without a clock; workers and files stay outside.
export {
  tableFromRows,
  periodAt,
  periodName,
  periodDay,
  viewBefore,
  selectSeries,
  guessFrequency,
  type SeriesTable,
  type LongRows,
  type KnownColumn,
  type Frequency,
} from './table.ts';
export { dayNumber, civil, weekday, parseDay, formatDay } from './days.ts';
export { dayKind, festivalDay, festivalOffset, isSchoolHoliday, daysSincePayday, easter, CHINESE_FESTIVALS, WESTERN_FESTIVALS, type DayKind, type Festival } from './calendar.ts';
export {
  cleanLines,
  demandAfter,
  signalRatio,
  CLEAN_DEFAULTS,
  SIGNAL_THRESHOLD,
  type DemandLines,
  type CleanChange,
  type CleanOptions,
  type CleanResult,
  type LineKind,
  type Signal,
} from './clean-lines.ts';
export { cleanSeries, undoSeries, type SeriesMarks, type SeriesChange, type CleanSeries } from './clean-series.ts';
export { classesOf, classify, CLASSES, CLASS_NAMES, type DemandClass } from './classes.ts';
export { forecastRun, type RunOptions, type RunResult, type RunReport } from './run.ts';
export { backtest, lastOrigins, type BacktestOptions, type BacktestRow } from './backtest.ts';
export { BASELINES, forecastBaseline, type BaselineName } from './baselines.ts';
export { syntheticTable } from './synthetic.ts';
export { Scorer, pinball, type Score } from './score.ts';
export { LEARN_DEFAULTS, makeLearner, makeSource, learnerUntil, traitsOf, type Learner, type LearnOptions, type Traits } from './learner.ts';
export { trainHead, type HeadSpec, type HeadSettings, type TrainedHead } from './heads.ts';
export { assemble } from './assemble.ts';
export { predict, tune, trainAll, secondRound, memberForecasts, type Model } from './model.ts';
export type { Round } from './around.ts';
export { breatheWith } from './breath.ts';
export { refreshOne, setValue, type OneForecast } from './refresh.ts';
export { rollIntervals, type IntervalForecasts, type RollingOptions } from './rolling.ts';
export { gateCovariates, gateRule, lossAt, refused, type GateVerdict, type GateOptions } from './gate.ts';
export { forecastNewItem, type Analogue, type NewItem, type LaunchForecast } from './analogue.ts';
export { attribute, attributionSentence, type Attribution, type Part } from './attribution.ts';
export { totalsByGroup, reconcile, type Totals } from './hierarchy.ts';
export { watch, watchVerdict, coverageAlarm, chooseModel, withinBudget, NEW_WATCH, WATCH_LIMITS, type Watch, type Verdict, type Choice } from './drift.ts';
export { calibrate, applyCalibration, adaptLevel, sortLevels, type Calibration } from './conformal.ts';
export { learnFestivals, type FestivalModel, type FestivalVerdict } from './festival.ts';
export type { SeriesRange, Prepared, Basis } from './lesson.ts';
export { sizeBucket } from './structural.ts';
export type { Forecast } from './structural.ts';
export type { FeatureSource } from './features.ts';
export type { Forest } from './trees.ts';
