// A statement's form (报表格式) as text an accountant can read: one line a row, sums beside their names. Nothing here knows an account.
import { must } from '#kernel/must';

export type StatementKind = 'balance-sheet' | 'income-statement' | 'cash-flow';

export type FormLine = {
  readonly id: string;
  /** 行次, where the standard numbers its lines. */
  readonly no: number | null;
  readonly name: string;
  /** Indentation: 0 for sections and totals. */
  readonly level: number;
  readonly heading: boolean;
  /** +1 when a debit balance is printed positive, −1 when a credit balance is. */
  readonly natural: 1 | -1;
  /** What the line adds up, with signs; null for lines that accounts fill. */
  readonly sum: readonly (readonly [1 | -1, string])[] | null;
};

export type Form = {
  readonly kind: StatementKind;
  /** 会小企01表 … */
  readonly code: string;
  readonly zh: string;
  /** One list, or the two sides of a balance sheet. */
  readonly sides: readonly (readonly FormLine[])[];
};

const LINE = /^( *)(?:([a-z0-9-]+) )?(\S.*?)(?: = (.+?))?(?: @(debit|credit))?$/;

/** "21 二、营业利润 = 1 - 2 + 20" → its parts; a row without an id is a heading. Lines are natural to `side` unless they say `@debit` or `@credit`. */
export function formLines(text: string, side: 'debit' | 'credit'): readonly FormLine[] {
  return text
    .split('\n')
    .filter((row) => row.trim() !== '')
    .map((row) => {
      const [, indent = '', id, name = '', sum, natural] = LINE.exec(row.trimEnd()) ?? [];
      return {
        id: id ?? name,
        no: id && /^\d+$/.test(id) ? Number(id) : null,
        name,
        level: indent.length / 2,
        heading: id === undefined,
        natural: (natural ?? side) === 'debit' ? 1 : -1,
        sum: sum ? termsOf(sum) : null,
      };
    });
}

/** "1 + 2 - 3" → [[1, "1"], [1, "2"], [-1, "3"]]. */
function termsOf(text: string): readonly (readonly [1 | -1, string])[] {
  const terms: (readonly [1 | -1, string])[] = [];
  let sign: 1 | -1 = 1;
  for (const token of text.split(' ')) {
    if (token === '+' || token === '-') sign = token === '+' ? 1 : -1;
    else terms.push([sign, token]);
  }
  return terms;
}

/** Checks that ids are unique and sums name lines that exist; a form that does not is our bug. */
export function defineForm(form: Form): Form {
  const lines = form.sides.flat();
  const ids = new Set(lines.map((l) => l.id));
  must(ids.size === lines.length, `${form.code}: two lines share an id`);
  for (const line of lines) for (const [, id] of line.sum ?? []) must(ids.has(id), `${form.code}: line ${line.id} adds up ${id}, which is no line`);
  return form;
}

export const lineOf = (form: Form, id: string): FormLine | undefined => form.sides.flat().find((l) => l.id === id);
