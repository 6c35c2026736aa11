// From ledger figures to the lines of a statement. Pure: the same figures always give the same sheet, and every 分 can be followed to its accounts.
import { type Fen, fen } from '#kernel/money';
import { type Form, type FormLine, lineOf } from './form.ts';
import { allRules, type Placed, type Rule, ruleFor } from './place.ts';

export type Column = string;
export type Amounts = Readonly<Record<Column, Fen>>;
/** What the parties of an account owe and are owed. */
export type Split = { readonly debit: Fen; readonly credit: Fen };

/** What the ledger says of one account; `net` is debit less credit. */
export type Figure = Placed & {
  readonly name: string;
  readonly kind: string;
  /** 报表项目 that the account itself names, before any rule. */
  readonly line: string | null;
  readonly net: Amounts;
  readonly split?: Readonly<Record<Column, Split>>;
};

/** A statement of a standard: its form, and who fills its lines. */
export type Statement = {
  readonly form: Form;
  readonly places: readonly Rule[];
  /** Lines that repeat a share of another one (其中：…). */
  readonly parts: readonly Rule[];
  /** Accounts the statement knows and does not show, each with the reason as its note. */
  readonly silent: readonly Rule[];
  /** Which accounts are its business at all. */
  readonly concerns: (figure: Pick<Figure, 'code' | 'kind'>) => boolean;
};

/** A share of a line: net debit of one account, by column. */
export type Piece = { readonly line: string; readonly code: string; readonly name: string; readonly net: Amounts };
export type Unplaced = { readonly code: string; readonly name: string; readonly net: Amounts; readonly why: string };
export type SheetLine = FormLine & { readonly amounts: Amounts };
export type Sheet = {
  readonly form: Form;
  readonly columns: readonly Column[];
  readonly sides: readonly (readonly SheetLine[])[];
  readonly pieces: readonly Piece[];
  /** Accounts with a figure that no line shows. A sheet with any is not finished. */
  readonly unplaced: readonly Unplaced[];
};

export const NO_LINE = '没有对应的报表项目：请在会计科目里填写“报表项目”';
export const amountsBy = (columns: readonly Column[], value: (column: Column) => bigint): Amounts => Object.fromEntries(columns.map((c) => [c, fen(value(c))]));
const isNothing = (amounts: Amounts): boolean => Object.values(amounts).every((a) => a === 0n);
const plain = (name: string): string => name.replaceAll(/^(其中|减|加)：|（[^）]*）|[一二三四五六七]、|\s/g, '');

/** The line an account names itself: by 行次 or by name, without 其中、减、加 and remarks. */
export const namedLine = (form: Form, wish: string): FormLine | undefined =>
  form.sides.flat().find((l) => !l.heading && l.sum === null && (l.id === wish || plain(l.name) === plain(wish)));

/** The sheet for the given columns. */
export function evaluate(statement: Statement, figures: readonly Figure[], columns: readonly Column[]): Sheet {
  const concerned = figures.filter(statement.concerns).map((f) => ({ ...f, net: amountsBy(columns, (c) => f.net[c] ?? 0n) }));
  const groups = groupNets(concerned, columns);
  const unplaced: Unplaced[] = [];
  const pieces = concerned.flatMap((figure): readonly Piece[] => {
    const own = figure.line === null ? undefined : namedLine(statement.form, figure.line);
    if (own) return [piece(own.id, figure, figure.net)];
    const rule = ruleFor(statement.places, figure);
    if (rule) return placed(rule, figure, { columns, groups });
    const silent = ruleFor(statement.silent, figure);
    if (!isNothing(figure.net)) unplaced.push({ code: figure.code, name: figure.name, net: figure.net, why: silent?.note ?? NO_LINE });
    return [];
  });
  const parts = concerned.flatMap((figure) => allRules(statement.parts, figure).map((rule) => piece(rule.line, figure, figure.net)));
  return fill(statement.form, { pieces: [...pieces, ...parts], unplaced, columns });
}

/** A sheet whose lines show these pieces. */
export function fill(form: Form, given: { readonly pieces: readonly Piece[]; readonly unplaced: readonly Unplaced[]; readonly columns: readonly Column[] }): Sheet {
  const pieces = given.pieces.filter((p) => !isNothing(p.net));
  return { form, columns: given.columns, sides: addUp(form, pieces, given.columns), pieces, unplaced: given.unplaced };
}

const piece = (line: string, figure: Figure, net: Amounts): Piece => ({ line, code: figure.code, name: figure.name, net });

/** One line, or two when the sign decides: of every party, of the account, or of the second-level account it belongs to. */
function placed(rule: Rule, figure: Figure, at: { readonly columns: readonly Column[]; readonly groups: ReadonlyMap<string, Amounts> }): readonly Piece[] {
  const { other } = rule;
  if (other === null) return [piece(rule.line, figure, figure.net)];
  const { split } = figure;
  const two = (debit: (c: Column) => bigint, credit: (c: Column) => bigint): readonly Piece[] => [
    piece(rule.line, figure, amountsBy(at.columns, debit)),
    piece(other, figure, amountsBy(at.columns, credit)),
  ];
  if (rule.by === 'party' && split)
    return two(
      (c) => split[c]?.debit ?? 0n,
      (c) => -(split[c]?.credit ?? 0n),
    );
  const judge = rule.by === 'group' ? (at.groups.get(groupOf(figure)) ?? figure.net) : figure.net;
  // A group that comes to nothing stays with what is owed: that is where its accounts are looked for.
  const isCredit = (c: Column): boolean => (judge[c] ?? 0n) < 0n || (rule.by === 'group' && judge[c] === 0n);
  return two(
    (c) => (isCredit(c) ? 0n : (figure.net[c] ?? 0n)),
    (c) => (isCredit(c) ? (figure.net[c] ?? 0n) : 0n),
  );
}

/** The second-level account: codes are 4-2-2. */
const groupOf = (figure: Placed): string => figure.code.slice(0, 6);

const sumsBy = <T extends { readonly net: Amounts }>(rows: readonly T[], key: (row: T) => string, columns: readonly Column[]): ReadonlyMap<string, Amounts> => {
  const sums = new Map<string, Amounts>();
  for (const row of rows) {
    const before = sums.get(key(row));
    sums.set(
      key(row),
      amountsBy(columns, (c) => (before?.[c] ?? 0n) + (row.net[c] ?? 0n)),
    );
  }
  return sums;
};
const groupNets = (figures: readonly Figure[], columns: readonly Column[]): ReadonlyMap<string, Amounts> => sumsBy(figures, groupOf, columns);

/** Amounts of lines that accounts fill, then of those that add others up, in the order they depend on each other. */
function addUp(form: Form, pieces: readonly Piece[], columns: readonly Column[]): readonly (readonly SheetLine[])[] {
  const nets = sumsBy(pieces, (p) => p.line, columns);
  const known = new Map<string, Amounts>();
  const amountsOf = (line: FormLine): Amounts => {
    const before = known.get(line.id);
    if (before) return before;
    const total = (c: Column): bigint =>
      (line.sum ?? []).reduce((sum: bigint, [sign, id]) => {
        const term = lineOf(form, id);
        return sum + BigInt(sign) * (term ? (amountsOf(term)[c] ?? 0n) : 0n);
      }, 0n);
    const amounts = amountsBy(columns, (c) => (line.sum === null ? BigInt(line.natural) * (nets.get(line.id)?.[c] ?? 0n) : total(c)));
    known.set(line.id, amounts);
    return amounts;
  };
  return form.sides.map((side) => side.map((line) => ({ ...line, amounts: amountsOf(line) })));
}

/** The amount of one line. */
export const amountAt = (sheet: Sheet, id: string, column: Column): Fen => fen(sheet.sides.flat().find((l) => l.id === id)?.amounts[column] ?? 0n);

/** What stands behind a line, down through the lines it adds up; signs as the line prints them. */
export function behind(sheet: Sheet, id: string): readonly Piece[] {
  const gather = (line: FormLine, sign: bigint): readonly Piece[] =>
    line.sum === null
      ? sheet.pieces.filter((p) => p.line === line.id).map((p) => ({ ...p, net: amountsBy(sheet.columns, (c) => sign * BigInt(line.natural) * (p.net[c] ?? 0n)) }))
      : line.sum.flatMap(([s, term]) => {
          const next = lineOf(sheet.form, term);
          return next ? gather(next, sign * BigInt(s)) : [];
        });
  const line = lineOf(sheet.form, id);
  return line ? gather(line, 1n) : [];
}
