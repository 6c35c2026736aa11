// What a 零售单 books (facts/china.md S1): 借 现金/银行/微信 贷 收入 贷 销项税额, at once; 借 主营业务成本 贷 存货.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { debit, journal } from '#kernel/journal';
import { present } from '#kernel/must';
import { type Issue, learntFrom, movementsOf } from '../outgoing.ts';
import { costLines, revenueLines, taxRole } from '../revenue.ts';
import type { Payment } from './decide.ts';
import type { HEAD, LINE } from './document.ts';

const SUMMARY = '零售 {number}';

export function postRetailSale(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, sale: { readonly issues: readonly Issue[]; readonly payments: readonly Payment[] }): Posting {
  return posting({
    movements: movementsOf(sale.issues, doc.head.warehouse, facts),
    journal: journal([
      ...sale.payments.map((p) => debit(present(facts.wallets[p.wallet], 'wallet').account, p.amount, SUMMARY, { wallet: p.wallet })),
      ...revenueLines(doc.lines, taxRole('at-once', facts), { facts, summary: SUMMARY }),
      ...costLines(sale.issues, facts, SUMMARY),
    ]),
    learnt: learntFrom(sale.issues, facts),
  });
}
