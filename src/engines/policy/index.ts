// The door of the inventory policy engine: forecasts and facts in, order levels with reasons out. Pure, no clock, no chance of its own.
export {
  runShelf,
  roundOrder,
  addResult,
  emptyResult,
  type Batch,
  type Decide,
  type LeadChance,
  type ShelfResult,
  type ShelfRules,
  type ShelfRun,
  type ShelfDay,
} from './shelf.ts';
export {
  simulate,
  simulateOverlay,
  presetZ,
  protectionWindow,
  meanLead,
  POLICIES,
  type Outcome,
  type OverlayEffect,
  type SafetyFactor,
  type PolicyName,
  type SimulateInput,
  type SimulateOptions,
  type SimulateResult,
} from './simulate.ts';
export { dynamicLevels, impliedZ, quantileAtZ, type IntervalCurves } from './dynamic.ts';
export { staticLevels, recentStats, offeredDays, type StaticRule } from './static-rules.ts';
export { curveAt, chanceBelow, expectedShort, mixCurves, sumCurves, normalQuantile, type Curve } from './interval-demand.ts';
export { expectedOutdating, sellThroughLevel } from './ewa.ts';
export { leadTime, underRisk, type Delivery, type LeadTime } from './lead-time.ts';
export { safetyNumbers, protectionCurve, zForFill, type Safety, type SafetyInput, type SafetyNumber } from './safety.ts';
export { limitOrder, shareBudget, transfersFirst, LIFE_LEVEL, type OrderLimits, type OrderLine, type OrderWish, type BudgetLine, type Shop, type Transfer } from './orders.ts';
export { DECAY_MODELS, decayModel, usableLife, refitDecay, type DecayModel, type DecayParams, type DecayPoint } from './decay.ts';
export { topRisks, type Risk, type RiskInput } from './risk.ts';
