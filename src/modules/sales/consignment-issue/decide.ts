// When a 委托代销发货单 may be posted, and what it books (facts/china.md I12): 借 发出商品—委托代销商品 贷 存货, at cost by the item's method.
// A later correction of the cost goes to the same account, and from there into the settlements still to come.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { present } from '#kernel/must';
import { outside } from '#kernel/place';
import { gather, type Refused } from '#kernel/refusal';
import { leave, movementsOf, valued } from '#warehouse';
import type { HEAD, LINE } from './document.ts';

export function decideConsignmentIssue(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { warehouse, customer } = doc.head;
  const { picked, complaints } = leave(doc.lines, { warehouse, expired: 'refuse' }, facts);
  const refused = gather(complaints);
  if (refused) return refused;
  const leaving = valued(doc.lines, picked, { warehouse, facts });
  const away = accountOf(facts, 'inventory.consignedOut');
  const words = '委托代销发货 {number}';
  return posting({
    movements: movementsOf(leaving, { warehouse, to: outside('consignee'), facts, taxAttribute: 'none', ownership: 'consigned-out', against: away }),
    journal: journal(
      leaving.flatMap(({ line, cost }) => [debit(away, cost, words, { party: customer }), credit(present(facts.items[line.item], 'item').inventoryAccount, cost, words)]),
    ),
    learnt: Object.fromEntries(leaving.map(({ line, cost }) => [line.no, { cost }])),
  });
}
