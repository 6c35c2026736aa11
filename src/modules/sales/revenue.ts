// The voucher lines of a sale (facts/china.md S1, S3): revenue and tax on one side, cost of sales against the stock account.
import { accountOf } from '#kernel/checks';
import type { Facts } from '#kernel/facts';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { type Fen, NO_FEN, sumFen } from '#kernel/money';
import type { Issue } from './outgoing.ts';

export type Amounts = { readonly net: Fen | null; readonly tax: Fen | null };

/**
 * Where output VAT is kept. Goods delivered on account owe their tax when the invoice is made out (增值税法 §28), so until then it waits in
 * 待转销项税额; money taken over the counter owes it at once. A small taxpayer has one account for all of it.
 */
export const taxRole = (when: 'on-invoice' | 'at-once', facts: Facts): string => (when === 'on-invoice' && facts.org.vat === 'general' ? 'vat.outputPending' : 'vat.output');

/** 贷 主营业务收入 贷 销项税额. */
export const revenueLines = (lines: readonly Amounts[], role: string, at: { readonly facts: Facts; readonly summary: string }): readonly JournalLine[] => [
  credit(
    accountOf(at.facts, 'revenue.main'),
    sumFen(lines, (l) => l.net ?? NO_FEN),
    at.summary,
  ),
  credit(
    accountOf(at.facts, role),
    sumFen(lines, (l) => l.tax ?? NO_FEN),
    at.summary,
  ),
];

/** 借 主营业务成本 贷 存货. */
export const costLines = (issues: readonly Pick<Issue, 'item' | 'cost'>[], facts: Facts, summary: string): readonly JournalLine[] => [
  debit(
    accountOf(facts, 'cogs.main'),
    sumFen(issues, (i) => i.cost),
    summary,
  ),
  ...issues.map((i) => credit(i.item.inventoryAccount, i.cost, summary)),
];
