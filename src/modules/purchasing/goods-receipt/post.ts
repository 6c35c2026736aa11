// What a 采购入库单 books: 借 存货 贷 应付暂估, without VAT (facts/china.md P3); a small taxpayer's cost includes the tax.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, type IncomingLots } from '#kernel/checks';
import { sumFen } from '#kernel/money';
import { outside, storage } from '#kernel/place';
import { present } from '#kernel/must';
import { costOf } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';

export function postGoodsReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, lots: IncomingLots): Posting {
  const { supplier, warehouse } = doc.head;
  const rows = doc.lines.map((line) => ({ line, item: present(facts.items[line.item], 'item'), cost: costOf(line, facts) }));
  return posting({
    lots: lots.fresh,
    movements: rows.map(({ line, item, cost }) => ({
      line: line.no,
      item: item.id,
      lot: lots.byLine[line.no] ?? null,
      qty: present(line.baseQty, 'base quantity'),
      cost,
      from: outside('supplier'),
      to: storage(warehouse, line.bin),
      account: item.inventoryAccount,
      taxAttribute: 'taxable',
      ownership: 'own',
    })),
    journal: journal([
      ...rows.map(({ item, cost }) => debit(item.inventoryAccount, cost, '采购入库 {number}')),
      credit(
        accountOf(facts, 'ap.estimated'),
        sumFen(rows, (r) => r.cost),
        '采购入库 {number}',
        { party: supplier },
      ),
    ]),
  });
}
