// The three statements from what was read, and how they hang together (勾稽关系). Pure.
import type { Standard } from '#kernel/facts';
import { type Fen, fen } from '#kernel/money';
import { type CashFlowStatement, isCashItem } from '../cash-flow/items.ts';
import type { Flow } from '../cash-flow/spread.ts';
import {
  amountAt,
  amountsBy,
  type Amounts,
  type Column,
  evaluate,
  type Figure,
  fill,
  namedLine,
  NO_LINE,
  type Piece,
  type Sheet,
  type Statement,
  type Unplaced,
} from './evaluate.ts';
import { STATEMENTS } from './forms.ts';
import { ruleFor } from './place.ts';
import type { Spans } from './span.ts';

export const balanceSheet = (standard: Standard, figures: readonly Figure[]): Sheet => evaluate(STATEMENTS[standard].balanceSheet, figures, ['closing', 'opening']);

/** `columns` of current, cumulative, previous. */
export const incomeStatement = (standard: Standard, figures: readonly Figure[], columns: readonly Column[]): Sheet =>
  evaluate(STATEMENTS[standard].incomeStatement, figures, columns);

const within = (spans: Spans): Readonly<Record<Column, (period: number) => boolean>> => ({
  current: (p) => p >= spans.from && p <= spans.to,
  cumulative: (p) => p >= spans.yearStart && p <= spans.to,
  previous: (p) => p >= spans.previousFrom && p <= spans.previousTo,
});
/** Which balance a column's money began with. */
const BEGINNING: Readonly<Record<Column, Column>> = { current: 'beforeSpan', cumulative: 'opening', previous: 'beforePrevious' };

export type CashRead = { readonly flows: readonly Flow[]; readonly cash: readonly Figure[]; readonly names: ReadonlyMap<string, string> };

/** 现金流量表 by the direct method: what the vouchers of money say, and the money there was before. */
export function cashFlow(statement: CashFlowStatement, read: CashRead, at: { readonly spans: Spans; readonly columns: readonly Column[] }): Sheet {
  const inColumn = within(at.spans);
  const sums = new Map<string, { item: string; account: string; net: Amounts }>();
  for (const flow of read.flows) {
    const key = `${flow.item}|${flow.account}`;
    const before = sums.get(key)?.net;
    sums.set(key, { item: flow.item, account: flow.account, net: amountsBy(at.columns, (c) => (before?.[c] ?? 0n) - (inColumn[c]?.(flow.period) ? flow.amount : 0n)) });
  }
  const rows = [...sums.values()].map((s) => ({ ...s, name: read.names.get(s.account) ?? s.account }));
  const pieces = rows.flatMap(({ item, account, name, net }): Piece[] => (isCashItem(item) ? [{ line: statement.shown[item], code: account, name, net }] : []));
  const unplaced = rows.flatMap(({ item, account, name, net }): Unplaced[] =>
    isCashItem(item) || Object.values(net).every((a) => a === 0n) ? [] : [{ code: account, name, net: amountsBy(at.columns, (c) => -(net[c] ?? 0n)), why: NO_LINE }],
  );
  const money = read.cash.map((f): Piece => ({ line: statement.opening, code: f.code, name: f.name, net: amountsBy(at.columns, (c) => f.net[BEGINNING[c] ?? ''] ?? 0n) }));
  return fill(statement.form, { pieces: [...pieces, ...money], unplaced, columns: at.columns });
}

/** One thing that must be equal to another. */
export type Relation = { readonly zh: string; readonly left: Fen; readonly right: Fen; readonly terms: readonly { readonly zh: string; readonly amount: Fen }[] };
export const holds = (relation: Relation): boolean => relation.left === relation.right;

/** Figures whose home is a line of a statement, whatever they show today. */
const onLine = (statement: Statement, figures: readonly Figure[], line: string | null): readonly Figure[] =>
  figures.filter((f) => {
    const home = statement.concerns(f) ? ((f.line === null ? undefined : namedLine(statement.form, f.line)?.id) ?? ruleFor(statement.places, f)?.line) : undefined;
    return line === null ? home !== undefined : home === line;
  });

/** 资产 = 负债 + 权益; 未分配利润 grows by the profit and what was distributed; the money at the end is what the sheet shows. */
export function relations(standard: Standard, sheets: { readonly balance: Sheet; readonly income: Sheet; readonly cash: Sheet }, figures: readonly Figure[]): readonly Relation[] {
  const { keys, cashFlow: form, balanceSheet: sheet, incomeStatement: profit } = STATEMENTS[standard];
  // Distributions, 以前年度损益调整, and profit that opening entries brought in: everything on the line that is not this year's income statement.
  const own = onLine(sheet, figures, keys.retained);
  const earned = new Set(onLine(profit, own, null).map((f) => f.code));
  const sum = (rows: readonly Figure[], column: Column): bigint => rows.reduce((total: bigint, f) => total + (f.net[column] ?? 0n), 0n);
  const direct = fen(
    sum(
      own.filter((f) => earned.has(f.code)),
      'cumulative',
    ) -
      sum(own, 'cumulative') +
      sum(own, 'broughtIn'),
  );
  const [before, net] = [amountAt(sheets.balance, keys.retained, 'opening'), amountAt(sheets.income, keys.profit, 'cumulative')];
  const both = (zh: string, column: Column): Relation => ({
    zh,
    left: amountAt(sheets.balance, keys.assets, column),
    right: amountAt(sheets.balance, keys.claims, column),
    terms: [],
  });
  return [
    both('期末资产 = 负债和所有者权益', 'closing'),
    both('年初资产 = 负债和所有者权益', 'opening'),
    {
      zh: '期末未分配利润 = 年初 + 本年净利润 + 分配及调整',
      left: amountAt(sheets.balance, keys.retained, 'closing'),
      right: fen(before + net + direct),
      terms: [
        { zh: '年初未分配利润', amount: before },
        { zh: '本年净利润', amount: net },
        { zh: '利润分配及调整', amount: direct },
      ],
    },
    {
      zh: '期末货币资金 = 年初 + 本年现金净增加',
      left: amountAt(sheets.balance, keys.cash, 'closing'),
      right: amountAt(sheets.cash, form.closing, 'cumulative'),
      terms: [
        { zh: '年初货币资金', amount: amountAt(sheets.cash, form.opening, 'cumulative') },
        { zh: '本年现金净增加', amount: amountAt(sheets.cash, form.increase, 'cumulative') },
      ],
    },
  ];
}
