// When a 委托代销结算单 may be posted, and what it books (facts/china.md I12): 借 应收（扣手续费后） 借 销售费用 借 待认证进项 贷 收入 贷 销项税额；借 主营业务成本 贷 委托代销商品.
// The tax is owed when the list of what was sold arrives, so it goes to 销项税额 at once.
import { posting, type Posting } from '#kernel/decision';
import { addDays } from '#kernel/day';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { fen, negate, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { gather, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { clearedCosts, notPulled, worthNow } from '../consignment.ts';
import { revenueLines, taxRole } from '../revenue.ts';
import type { HEAD, LINE } from './document.ts';

export function decideSettlement(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { customer } = doc.head;
  const refused = gather([...pricesMissing(doc.lines, facts), ...notPulled(doc.lines)]);
  if (refused) return refused;
  const costs = clearedCosts(doc.lines, facts);
  const [commission, tax] = [doc.head.commission ?? NO_FEN, doc.head.commissionTax ?? NO_FEN];
  const owed = fen(grossOf(doc.lines) - commission);
  const cost = sumFen(costs, (c) => c);
  const words = '委托代销结算 {number}';
  const party = present(facts.parties[customer], 'consignee');
  return posting({
    journal: journal([
      debit(accountOf(facts, 'ar.billed'), owed, words, { party: customer }),
      debit(accountOf(facts, 'expense.selling'), fen(commission - tax), `${words} 代销手续费`),
      debit(accountOf(facts, 'vat.inputPendingCertify'), tax, `${words} 代销手续费`),
      ...revenueLines(doc.lines, taxRole('at-once', facts), { facts, summary: words }),
      debit(accountOf(facts, 'cogs.main'), cost, words),
      credit(accountOf(facts, 'inventory.consignedOut'), cost, words, { party: customer }),
    ]),
    openItems: owed === 0n ? [] : [{ side: 'receivable', party: customer, amount: owed, due: addDays(doc.day, party.creditDays) }],
    learnt: Object.fromEntries(doc.lines.map((l, i) => [l.no, { cost: costs[i] }])),
  });
}

/** 分 by which shares of one issue may be off, each being rounded by its own settlement. */
const ROUNDING = 1n;

/** What the goods turned out to cost after they were settled went to 主营业务成本 with them; a red settlement takes that back, too. */
export function costsSince(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): readonly JournalLine[] {
  const words = '委托代销结算 {number} 成本调整';
  return doc.lines.flatMap((line) => {
    const more = fen((worthNow(line, facts) ?? line.cost ?? NO_FEN) - (line.cost ?? NO_FEN));
    if (more <= ROUNDING && more >= -ROUNDING) return [];
    return [debit(accountOf(facts, 'cogs.main'), negate(more), words), credit(accountOf(facts, 'inventory.consignedOut'), negate(more), words, { party: doc.head.customer })];
  });
}
