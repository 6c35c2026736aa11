// Which line of a statement an account belongs to: rules as text, longest code first, names before codes. Pure.
import { must, present } from '#kernel/must';

/** What is looked at when a rule has a line for either sign: every party of the account, the account itself, or its second-level account with all below. */
export type SplitBy = 'party' | 'account' | 'group';

export type Rule = {
  readonly prefix: string;
  /** The account's name, or one above it, holds one of these words. Codes of 应交税费 differ from house to house, so its columns are found by name. */
  readonly named: readonly string[];
  readonly line: string;
  /** Where a credit balance goes (for cash flow: what flows out), when that is another line. */
  readonly other: string | null;
  readonly by: SplitBy | null;
  readonly note: string | null;
};

/** An account as rules see it: its code, and its own name after those of the accounts above it. */
export type Placed = { readonly code: string; readonly path: string };

const RULE = /^([\d ]+?)(?: named (\S+(?: \S+)*))? → ([a-z0-9-]+)(?: \/ ([a-z0-9-]+))?(?: by (party|account|group))?(?: : (.+))?$/;

/** "1122 2203 → 4 / 34 by party" → one rule a code. */
export const rulesOf = (text: string): readonly Rule[] =>
  text
    .split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .flatMap((row) => {
      const found = RULE.exec(row);
      must(found, `no rule can be read in “${row}”`);
      const [, codes = '', named, line = '', other, by, note] = present(found, row);
      return codes.split(' ').map(
        (prefix): Rule => ({
          prefix,
          named: named ? named.split(' ') : [],
          line,
          other: other ?? null,
          by: (by as SplitBy | undefined) ?? null,
          note: note ?? null,
        }),
      );
    });

const fits = (rule: Rule, account: Placed): boolean => account.code.startsWith(rule.prefix) && (rule.named.length === 0 || rule.named.some((word) => account.path.includes(word)));
const weight = (rule: Rule): number => rule.prefix.length * 2 + (rule.named.length > 0 ? 1 : 0);

/** All rules that fit best: one for a mapped account, none for a stranger; two would be a mistake in the table. */
export function bestRules(rules: readonly Rule[], account: Placed): readonly Rule[] {
  const fitting = rules.filter((rule) => fits(rule, account));
  const best = Math.max(0, ...fitting.map(weight));
  return fitting.filter((rule) => weight(rule) === best);
}

export const ruleFor = (rules: readonly Rule[], account: Placed): Rule | null => bestRules(rules, account)[0] ?? null;
/** Every rule that fits, for lines that only say what is among others (其中). */
export const allRules = (rules: readonly Rule[], account: Placed): readonly Rule[] => rules.filter((rule) => fits(rule, account));
