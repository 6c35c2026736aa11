// The door of 总账.
export { accounting } from './module.ts';
export { BY_PARTY, chartOf, CONTROLLED, rolesOf } from './chart/chart.ts';
export { closePeriod, type PeriodOutcome, reopenPeriod } from './period/close.ts';
export { PERIOD_REFUSALS } from './period/decide.ts';
