// When a 受托代销入库单 may be posted, and what it books. Pure.
import { accountOf, binsElsewhere, incomingLots, type IncomingLots, lotsMissing, serialsMissing } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { sumFen } from '#kernel/money';
import { gather, type Refused } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import { notOfConsignor } from '../consigned.ts';
import { arriving } from '../incoming.ts';
import type { HEAD, LINE } from './document.ts';

type Receipt = Doc<typeof HEAD, typeof LINE>;
const WORDS = '受托代销入库 {number}';

export function decideConsignedReceipt(doc: Receipt, facts: Facts): Posting | Refused {
  const refused = gather([
    ...notOfConsignor(doc.lines, doc.head.supplier, facts),
    ...lotsMissing(doc.lines, facts),
    ...serialsMissing(doc.lines, facts),
    ...binsElsewhere(doc.lines, doc.head.warehouse, facts),
    ...pricesMissing(doc.lines, facts),
  ]);
  return refused ?? post(doc, facts, incomingLots(doc.lines, facts));
}

/** The goods enter pools of their own at the agreed price, tax left out where it will be deducted; what is owed for them if they are sold stands beside them. */
function post(doc: Receipt, facts: Facts, lots: IncomingLots): Posting {
  const { supplier, warehouse } = doc.head;
  const { rows, movements } = arriving(doc.lines, lots, { warehouse, facts, taxAttribute: 'none', ownership: 'consigned-in' });
  return posting({
    lots: lots.fresh,
    movements,
    journal: journal([
      ...rows.map(({ item, entering }) => debit(item.inventoryAccount, entering, WORDS)),
      credit(
        accountOf(facts, 'inventory.consignedFunds'),
        sumFen(rows, (r) => r.entering),
        WORDS,
        { party: supplier },
      ),
    ]),
  });
}
