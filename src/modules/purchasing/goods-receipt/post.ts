// What a 采购入库单 books: 借 存货 贷 应付暂估, without VAT (facts/china.md P3); a small taxpayer's cost includes the tax.
// Under standard costs stock enters at the standard, the rest is 材料成本差异.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, differenceAccount, type IncomingLots } from '#kernel/checks';
import { sumFen } from '#kernel/money';
import { arriving } from '../incoming.ts';
import type { HEAD, LINE } from './document.ts';

export function postGoodsReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, lots: IncomingLots): Posting {
  const { supplier, warehouse } = doc.head;
  const { rows, movements } = arriving(doc.lines, lots, { warehouse, facts, taxAttribute: 'taxable', ownership: 'own' });
  return posting({
    lots: lots.fresh,
    movements,
    journal: journal([
      ...rows.flatMap(({ item, entering, difference }) => [
        debit(item.inventoryAccount, entering, '采购入库 {number}'),
        debit(differenceAccount(item, facts), difference, '采购入库 {number} 成本差异'),
      ]),
      credit(
        accountOf(facts, 'ap.estimated'),
        sumFen(rows, (r) => r.cost),
        '采购入库 {number}',
        { party: supplier },
      ),
    ]),
  });
}
