// The door of the rule engine: Chinese ⇄ rule ⇄ decision. Pure: words, master data, facts and time all come in as arguments.
export type * from './ast.ts';
export type { Fixture, Lexicon, LexiconExtension, MetricWord, StateWord, Word } from './lexicon/lexicon.ts';
export { extendLexicon, shadowedWords } from './lexicon/lexicon.ts';
export { systemLexicon } from './lexicon/system.ts';
export { dictionary, type Dictionary } from './text/dictionary.ts';
export { parse } from './parse.ts';
export { applySuggestion } from './remedy.ts';
export { canonical } from './strict/canonical.ts';
export { parseCanonical } from './strict/read-rule.ts';
export { check } from './check/check.ts';
export type { Finding } from './check/finding.ts';
