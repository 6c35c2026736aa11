// The door of the rule engine: Chinese ⇄ rule ⇄ decision. Pure: words, master data, facts and time all come in as arguments.
export type * from './ast.ts';
export type { Fixture, Lexicon, LexiconExtension, MetricWord, StateWord, Word } from './lexicon/lexicon.ts';
export { extendLexicon, shadowedWords } from './lexicon/lexicon.ts';
export { systemLexicon } from './lexicon/system.ts';
export { dictionary, type Dictionary } from './text/dictionary.ts';
export { parse } from './parse.ts';
export { mentions } from './text/mentions.ts';
export { applySuggestion } from './remedy.ts';
export { canonical } from './strict/canonical.ts';
export { parseCanonical } from './strict/read-rule.ts';
export { check } from './check/check.ts';
export type { Finding } from './check/finding.ts';
export { evaluate, type Ask, type Held, type Judged, type Trace, type Value } from './run/evaluate.ts';
export { armAs, decide, freshMemory, type Cue, type Decision, type Memory, type Situation, type Why } from './run/decide.ts';
export {
  calendarOf,
  type Calendar,
  type Facts,
  type HolidayYear,
  type MetricAsk,
  type Missing,
  type Moment,
  type Reading,
  type StateAsk,
  type Subject,
  type Tri,
} from './run/facts.ts';
export { effectsOf, fanOut, listensTo, ruleCircles, type Circle, type NamedRule } from './run/graph.ts';
export { explain, explainRule, explainTrace, textsOf } from './run/explain.ts';
export { needsOf, type MetricNeed, type Needs, type StateNeed } from './run/asks.ts';
export { AXES, axisOf, grainOf, type Axis, type Place, placeFor, type Plan, planOf, subjectAt } from './run/plan.ts';
export { addDays, daysBetween, type LocalMinute, needsCalendar, nextDue, weekdayOf } from './run/schedule.ts';
export { everyPassed } from './run/every.ts';
export { arbitrate, priorityOf, type Ruling, type Wish } from './run/arbitrate.ts';
