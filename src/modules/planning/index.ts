// The door of 计划.
export { planning } from './module.ts';
export { LEVELS, FEEDS, MISSING, SIGNAL_REFUSALS, type Level, type Feed, type Missing, type Pull } from './signals/signal.ts';
export { readCsv, readJson, MOST_ROWS, type Sent } from './signals/reading-rows.ts';
export { filled, gapsOf, CARRY_DAYS, type Gap } from './signals/known.ts';
export { overlayOf, overlayFor, lastDay, isIdle, DEFAULT_LIMIT, type Hold, type Limit, type Overlay, type Idle } from './signals/overlay.ts';
export { dayCurves, daysOfCover, meanOf, pooled, type DayForecast } from './policy/curves.ts';
export { fillFor, gradesOf, leastOf, NO_SETTINGS, settingsFrom, USUAL, type CategoryPolicy, type CompanyPolicy, type Grade, type PolicySettings } from './policy/settings.ts';
export { levelOf, type LevelChange, type LevelInput, type StockLevel } from './policy/level.ts';
export { INDUSTRIES, industryFor, lifeOf, parametersOf, paramsFor, refitFor, USUAL_THRESHOLD, type DecayParameter, type Refit } from './policy/decay.ts';
export { positionIn, positionOf, suggestFor, withinBudget, type Source, type Spot, type Wish } from './policy/suggest.ts';
export { upToLeast, toldShort, type Least } from './policy/least.ts';
export { risksOf, scoreOf, type Decided, type RiskSpot, type Score } from './policy/risk.ts';
export { planFor, type Candidate, type Option, type Plan } from './policy/substitute.ts';
