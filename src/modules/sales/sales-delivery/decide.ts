// When a 销售出库单 may be posted: credit, stock free for this order, and lots fresh enough for this customer.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Micro, micro } from '#kernel/quantity';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { checkCredit, orderedShare } from '../credit.ts';
import { otherMoney } from '../currency.ts';
import { giftOnly } from '../gift.ts';
import { chooseLots, freshnessFor, issuesOf, wantedOf } from '../outgoing.ts';
import type { HEAD, LINE } from './document.ts';
import { postSalesDelivery } from './post.ts';

type Delivery = Doc<typeof HEAD, typeof LINE>;

export function decideSalesDelivery(doc: Delivery, facts: Facts): Posting | Refused {
  const { customer, warehouse } = doc.head;
  const reserved = reservedFor(doc, facts);
  const { wanted, complaints: named } = wantedOf(doc.lines, { warehouse, reserved }, facts);
  const credit = checkCredit(customer, { total: grossOf(doc.lines), ordered: orderedShare(doc.lines, facts) }, facts);
  const early = gather([...pricesMissing(doc.lines, facts), giftOnly(doc.lines, facts), ...otherMoney(doc, facts), ...named, ...reservedElsewhere(doc, facts), credit.complaint]);
  if (early) return early;
  const { picks, complaints } = chooseLots(wanted, facts, freshnessFor(customer, facts));
  return gather(complaints) ?? postSalesDelivery(doc, facts, { issues: issuesOf(doc.lines, picks, { warehouse: doc.head.warehouse, facts }), reserved, events: credit.events });
}

/** How much of each line the order had reserved; lines of one order line share what it still holds. */
function reservedFor(doc: Delivery, facts: Facts): Readonly<Record<number, Micro>> {
  const left = new Map(facts.reservations.filter((r) => r.warehouse === doc.head.warehouse).map((r) => [`${r.doc}/${r.line}`, r.open as bigint]));
  return Object.fromEntries(
    doc.lines.map((line) => {
      const key = line.source ? `${line.source.doc}/${line.source.line}` : '';
      const open = left.get(key) ?? 0n;
      const wish = line.baseQty ?? 0n;
      const taken = open < wish ? open : wish;
      left.set(key, open - taken);
      return [line.no, micro(taken)];
    }),
  );
}

/** An order's reservation stands in one warehouse; goods of another would leave it hanging. */
function reservedElsewhere(doc: Delivery, facts: Facts): readonly Complaint[] {
  return doc.lines.flatMap((line, i): Complaint[] => {
    const there = facts.reservations.find((r) => r.doc === line.source?.doc && r.line === line.source.line && r.open > 0n && r.warehouse !== doc.head.warehouse);
    if (!there) return [];
    // The order's warehouse is not among this document's references, so its name may be unknown here.
    const names = { there: facts.warehouses[there.warehouse]?.name ?? '订单仓库', here: facts.warehouses[doc.head.warehouse]?.name ?? '' };
    return [{ refused: 'reserved-elsewhere', path: `lines[${i}].source`, with: { line: String(line.no), order: facts.sources[there.doc]?.number ?? '', ...names } }];
  });
}

/** Taking a delivery back returns its reservation to the order, which must be open to hold it. */
export function mayReverseDelivery(doc: Delivery, facts: Facts): Refused | null {
  const closed = doc.lines
    .filter((l) => (l.fromReserve ?? 0n) > 0n)
    .map((l) => (l.source ? facts.sources[l.source.doc] : undefined))
    .find((o) => o && o.state !== 'posted');
  return closed ? refuse('order-closed', { with: { order: closed.number } }) : null;
}
