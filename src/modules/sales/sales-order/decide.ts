// When a 销售订单 may be approved: known customer, priced lines, quote still valid, credit, and stock that is free to promise.
import { posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { present } from '#kernel/must';
import { shortages } from '#kernel/picking';
import { fen, NO_FEN } from '#kernel/money';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { checkCredit, OPEN_ORDERS, restOf } from '../credit.ts';
import { otherMoney } from '../currency.ts';
import { giftOnly } from '../gift.ts';
import { sellable } from '../outgoing.ts';
import type { HEAD, LINE } from './document.ts';

type Order = Doc<typeof HEAD, typeof LINE>;

export function decideSalesOrder(doc: Order, facts: Facts): Posting | Refused {
  const credit = checkCredit(doc.head.customer, { total: grossOf(doc.lines), ordered: NO_FEN }, facts);
  const promised = promises(doc, {});
  const refused = gather([
    ...pricesMissing(doc.lines, facts),
    giftOnly(doc.lines, facts),
    ...otherMoney(doc, facts),
    ...expiredQuotes(doc, facts),
    credit.complaint,
    ...unpromisable(promised, facts),
  ]);
  return refused ?? posting({ reserves: promised, events: credit.events });
}

/** Reopening promises again what is not delivered yet, and the customer's credit must bear it again. */
export function reopenSalesOrder(doc: Order, facts: Facts): Posting | Refused {
  const own = facts.sources[doc.id];
  const done = Object.fromEntries(doc.lines.map((l) => [l.no, own?.lines[l.no]?.done[OPEN_ORDERS.until]?.qty ?? NO_QTY]));
  const rest = doc.lines.reduce((sum, l) => sum + restOf({ gross: l.gross ?? NO_FEN, baseQty: l.baseQty ?? NO_QTY }, done[l.no] ?? 0n), 0n);
  const credit = checkCredit(doc.head.customer, { total: fen(rest), ordered: NO_FEN }, facts);
  const promised = promises(doc, done);
  return gather([credit.complaint, ...unpromisable(promised, facts)]) ?? posting({ reserves: promised, events: credit.events });
}

/** The whole request is checked at once, so that two lines cannot both be promised the last piece. */
const unpromisable = (promised: readonly Reserve[], facts: Facts): readonly Complaint[] =>
  shortages(
    promised.map((r) => ({ no: r.line, item: r.item, warehouse: r.warehouse, qty: r.qty, lotNo: null, reserved: NO_QTY })),
    sellable(facts),
    facts,
  );

/** What the order holds in its warehouse: every line, less what is `done` of it. A backorder holds nothing. */
function promises(doc: Order, done: Readonly<Record<number, Micro>>): readonly Reserve[] {
  if (!doc.head.reserve) return [];
  return doc.lines.flatMap((l): Reserve[] => {
    const open = present(l.baseQty, 'base quantity') - (done[l.no] ?? 0n);
    return open > 0n ? [{ line: l.no, doc: doc.id, item: l.item, warehouse: doc.head.warehouse, qty: micro(open) }] : [];
  });
}

function expiredQuotes(doc: Order, facts: Facts): readonly Complaint[] {
  return doc.lines.flatMap((line, i): Complaint[] => {
    const quote = line.source ? facts.sources[line.source.doc] : undefined;
    const until = quote?.head['validUntil'];
    return quote && typeof until === 'string' && until < doc.day
      ? [{ refused: 'quote-expired', path: `lines[${i}].source`, with: { line: String(line.no), quote: quote.number, until } }]
      : [];
  });
}
