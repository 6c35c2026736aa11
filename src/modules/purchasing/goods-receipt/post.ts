// What a 采购入库单 books: 借 存货 贷 应付暂估, without VAT (facts/china.md P3); a small taxpayer's cost includes the tax.
// Under standard costs stock enters at the standard, the rest is 材料成本差异.
import { costLedger } from '#costing';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, differenceAccount, incomingParts, type IncomingLots } from '#kernel/checks';
import { sumFen } from '#kernel/money';
import { outside, storage } from '#kernel/place';
import { present } from '#kernel/must';
import { costOf } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';

export function postGoodsReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, lots: IncomingLots): Posting {
  const { supplier, warehouse } = doc.head;
  const costs = costLedger(facts);
  // One row for what moves together: the line, or one of its pieces.
  const rows = doc.lines.flatMap((line) => {
    const item = present(facts.items[line.item], 'item');
    const parts = incomingParts({ no: line.no, qty: present(line.baseQty, 'base quantity'), cost: costOf(line, facts) }, lots);
    return parts.map((part) => ({ line, item, ...part, ...costs.receive({ item: item.id, warehouse, ...part }) }));
  });
  return posting({
    lots: lots.fresh,
    movements: rows.map(({ line, item, qty, lot, entering }) => ({
      line: line.no,
      item: item.id,
      lot,
      qty,
      cost: entering,
      from: outside('supplier'),
      to: storage(warehouse, line.bin),
      account: item.inventoryAccount,
      taxAttribute: 'taxable',
      ownership: 'own',
    })),
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
