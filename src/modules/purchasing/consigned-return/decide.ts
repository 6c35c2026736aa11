// When a 受托代销退回单 may be posted, and what it books: 借 受托代销商品款 贷 受托代销商品. Pure.
import { accountOf } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside } from '#kernel/place';
import { gather, type Refused } from '#kernel/refusal';
import { leave, movementsOf, valued } from '#warehouse';
import { notOfConsignor } from '../consigned.ts';
import type { HEAD, LINE } from './document.ts';

type Return = Doc<typeof HEAD, typeof LINE>;
const WORDS = '受托代销退回 {number}';

export function decideConsignedReturn(doc: Return, facts: Facts): Posting | Refused {
  const { supplier, warehouse } = doc.head;
  // Expired goods may go back; that is often why.
  const { picked, complaints } = leave(doc.lines, { warehouse, expired: 'allow' }, facts);
  return gather([...notOfConsignor(doc.lines, supplier, facts), ...complaints]) ?? post(doc, facts, picked);
}

function post(doc: Return, facts: Facts, picked: readonly Pick[]): Posting {
  const { supplier, warehouse } = doc.head;
  const funds = accountOf(facts, 'inventory.consignedFunds');
  const leaving = valued(doc.lines, picked, { warehouse, facts });
  return posting({
    movements: movementsOf(leaving, { warehouse, to: outside('supplier'), facts, taxAttribute: 'none', ownership: 'consigned-in', against: funds }),
    journal: journal([
      debit(
        funds,
        sumFen(leaving, (l) => l.cost),
        WORDS,
        { party: supplier },
      ),
      ...leaving.map(({ line, cost }) => credit(present(facts.items[line.item], 'item').inventoryAccount, cost, WORDS)),
    ]),
    learnt: Object.fromEntries(leaving.map(({ line, cost }) => [line.no, { cost }])),
  });
}
