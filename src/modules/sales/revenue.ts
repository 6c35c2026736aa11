// The voucher lines of a sale (facts/china.md S1, S3, I13): revenue and tax on one side, cost of sales against the stock account. What is sold for a
// consignor at a commission (收取手续费) is neither our revenue nor our cost: the price is owed to the consignor, the goods clear 受托代销商品款.
import { accountOf } from '#kernel/checks';
import type { Facts, ItemFacts } from '#kernel/facts';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { addFen, type Fen, NO_FEN, sumFen } from '#kernel/money';
import type { Issue } from './outgoing.ts';

export type Amounts = { readonly item: string; readonly net: Fen | null; readonly tax: Fen | null };

/**
 * Where output VAT is kept. Goods delivered on account owe their tax when the invoice is made out (增值税法 §28), so until then it waits in
 * 待转销项税额; money taken over the counter owes it at once. A small taxpayer has one account for all of it.
 */
export const taxRole = (when: 'on-invoice' | 'at-once', facts: Facts): string => (when === 'on-invoice' && facts.org.vat === 'general' ? 'vat.outputPending' : 'vat.output');

const isForFee = (item: ItemFacts | undefined): boolean => item?.consignor?.mode === 'fee';
const netOf = (lines: readonly Amounts[]): Fen => sumFen(lines, (l) => l.net ?? NO_FEN);
const taxOf = (lines: readonly Amounts[]): Fen => sumFen(lines, (l) => l.tax ?? NO_FEN);

/** 贷 主营业务收入 (or 应付代销款, by consignor and item) 贷 销项税额. */
export function revenueLines(lines: readonly Amounts[], role: string, { facts, summary }: { readonly facts: Facts; readonly summary: string }): readonly JournalLine[] {
  const forFee = lines.filter((l) => isForFee(facts.items[l.item]));
  const own = lines.filter((l) => !forFee.includes(l));
  return [
    credit(accountOf(facts, 'revenue.main'), netOf(own), summary),
    ...forFee.map((l) => owedFor(l, facts, summary)),
    // A small taxpayer passes the whole price on, so the tax of it is its own expense.
    debit(accountOf(facts, 'cogs.other'), facts.org.vat === 'small' ? taxOf(forFee) : NO_FEN, `${summary} 代销商品应纳增值税`),
    credit(accountOf(facts, role), taxOf(lines), summary),
  ];
}

/** The consignor bills a general taxpayer for the price without tax and the tax beside it; a small one for all of it. */
const owedFor = (line: Amounts, facts: Facts, summary: string): JournalLine =>
  credit(accountOf(facts, 'ap.consigned'), addFen(line.net ?? NO_FEN, facts.org.vat === 'small' ? (line.tax ?? NO_FEN) : NO_FEN), summary, {
    party: facts.items[line.item]?.consignor?.party ?? null,
    item: line.item,
  });

/** Where the cost of goods sold belongs: 主营业务成本, or 受托代销商品款 for what is sold at a commission. */
export const costAccount = (item: ItemFacts, facts: Facts): string => accountOf(facts, isForFee(item) ? 'inventory.consignedFunds' : 'cogs.main');
/** The consignor on a line of 受托代销商品款. */
export const costAux = (item: ItemFacts): { readonly party?: string } => (item.consignor?.mode === 'fee' ? { party: item.consignor.party } : {});

/** Where a later correction of the cost goes, if not to 主营业务成本. */
export const correctedOn = (item: ItemFacts, facts: Facts): { readonly against?: string } => (isForFee(item) ? { against: costAccount(item, facts) } : {});

/** 借 主营业务成本 贷 存货. */
export const costLines = (issues: readonly Pick<Issue, 'item' | 'cost'>[], facts: Facts, summary: string): readonly JournalLine[] => [
  ...issues.map((i) => debit(costAccount(i.item, facts), i.cost, summary, costAux(i.item))),
  ...issues.map((i) => credit(i.item.inventoryAccount, i.cost, summary)),
];
