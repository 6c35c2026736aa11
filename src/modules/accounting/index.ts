// The door of 总账.
export { accounting } from './module.ts';
export { BY_PARTY, chartOf, CONTROLLED, rolesOf } from './chart/chart.ts';
export { exchangeLine } from './currency/exchange.ts';
export { completeRate, RATE_REFUSALS } from './currency/head.ts';
export { inYuan, rateOn } from './currency/rates.ts';
export { closePeriod, type PeriodOutcome, reopenPeriod } from './period/close.ts';
export { PERIOD_REFUSALS } from './period/decide.ts';
export { checkClose, CLOSE_REFUSALS, closeMonth, type Progress } from './closing/run.ts';
export { CLOSE_DEFAULTS, type CloseOptions, readBook } from './closing/book.ts';
export { closeSteps, make as makeProposed } from './closing/steps.ts';
export type { Ask, Booked, CloseStep, Finding, StepResult, Work } from './closing/step.ts';
export { readDrill, readRelations, readReport, reportTable, type Report } from './statements/report.ts';
export { SPAN_ZH } from './statements/span.ts';
export { periodSubject } from './statements/kept.ts';
