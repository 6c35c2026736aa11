// All static checks of one rule, in order of precedence.
import type { Rule } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { checkEffects } from './effects.ts';
import type { Finding } from './finding.ts';
import { checkLogic } from './logic.ts';
import { checkTypes } from './types.ts';

/** Checks a rule however it was made (text, blocks, API). Errors forbid activation; warnings are shown. */
export function check(rule: Rule, d: Dictionary): Finding[] {
  const types = checkTypes(d, rule);
  return types.some((f) => f.level === 'error') ? types : [...types, ...checkLogic(rule), ...checkEffects(d, rule)];
}
