// What a 报损单 books: storage → loss at the moving average, 借 原因科目 贷 存货; 非正常损失 also 贷 进项税额转出 = cost × rate
// (增值税法 §22(三), facts/china.md I3). Whether a loss is 非正常 is the reason code's answer: expired goods are judged differently from place to place.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf } from '#kernel/checks';
import { addFen } from '#kernel/money';
import { formatQty } from '#kernel/decimal';
import { lookUp } from '#kernel/look-up';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside } from '#kernel/place';
import { movementsOf, valued } from '../leaving.ts';
import { reasonOf, transferredTax } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';

/** What leaves 冻结, lot by lot, for those who planned with it. */
function scrapped(doc: Doc<typeof HEAD, typeof LINE>, picked: readonly Pick[], facts: Facts) {
  const { lotById } = lookUp(facts);
  return picked.map((p) => ({ item: p.item, lot: p.lot, no: lotById(p.lot)?.no ?? null, warehouse: doc.head.warehouse, qty: formatQty(p.qty) }));
}

export function postWriteOff(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, picked: readonly Pick[]): Posting {
  const { warehouse, department } = doc.head;
  const reason = reasonOf(doc.head.reason, facts);
  const account = reason?.account ?? accountOf(facts, 'loss.count');
  const words = `报损 {number} ${reason?.name ?? ''}`;
  const rows = valued(doc.lines, picked, { warehouse, facts }).map((row) => {
    const item = present(facts.items[row.line.item], 'item');
    return { ...row, item, tax: transferredTax(row.cost, item, { reason, facts }) };
  });
  return posting({
    movements: movementsOf(rows, {
      warehouse,
      place: doc.head.frozen ? 'frozen' : 'storage',
      to: outside('loss'),
      facts,
      taxAttribute: reason?.transferInput ? 'input-transfer' : 'none',
      department,
      against: account,
    }),
    journal: journal(
      rows.flatMap(({ item, cost, tax }) => [
        debit(account, addFen(cost, tax), words, { department }),
        credit(item.inventoryAccount, cost, words),
        ...(tax === 0n ? [] : [credit(accountOf(facts, 'vat.inputTransferOut'), tax, `${words} 进项税转出`)]),
      ]),
    ),
    events: doc.head.frozen ? [{ name: 'lot-scrapped/1', payload: { lots: scrapped(doc, picked, facts) } }] : [],
    learnt: Object.fromEntries(rows.map(({ line, cost, tax }) => [line.no, { cost, tax }])),
  });
}
