// When a 销售订单 may be approved: known customer, priced lines, quote still valid, credit, and stock that is free to promise.
import { posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { present } from '#kernel/must';
import { shortages } from '#kernel/picking';
import { NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { checkCredit } from '../credit.ts';
import { sellable } from '../outgoing.ts';
import type { HEAD, LINE } from './document.ts';

type Order = Doc<typeof HEAD, typeof LINE>;

export function decideSalesOrder(doc: Order, facts: Facts): Posting | Refused {
  const credit = checkCredit(doc.head.customer, grossOf(doc.lines), facts);
  const refused = gather([...pricesMissing(doc.lines, facts), ...expiredQuotes(doc, facts), credit.complaint, ...(doc.head.reserve ? unpromisable(doc, facts) : [])]);
  return refused ?? posting({ reserves: doc.head.reserve ? promises(doc) : [], events: credit.events });
}

/** The whole request is checked at once, so that two lines cannot both be promised the last piece. */
const unpromisable = (doc: Order, facts: Facts): readonly Complaint[] =>
  shortages(
    doc.lines.map((l) => ({ no: l.no, item: l.item, warehouse: doc.head.warehouse, qty: present(l.baseQty, 'base quantity'), lotNo: null, reserved: NO_QTY })),
    sellable(facts),
  );

const promises = (doc: Order): readonly Reserve[] =>
  doc.lines.map((l) => ({ line: l.no, doc: doc.id, item: l.item, warehouse: doc.head.warehouse, qty: present(l.baseQty, 'base quantity') }));

function expiredQuotes(doc: Order, facts: Facts): readonly Complaint[] {
  return doc.lines.flatMap((line, i): Complaint[] => {
    const quote = line.source ? facts.sources[line.source.doc] : undefined;
    const until = quote?.head['validUntil'];
    return quote && typeof until === 'string' && until < doc.day
      ? [{ refused: 'quote-expired', path: `lines[${i}].source`, with: { line: String(line.no), quote: quote.number, until } }]
      : [];
  });
}
