// When a 销售退货单 may be posted: somebody to give the money back to, a reason, and goods that can be told apart and valued.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { readSerials, serialsPresent } from '#kernel/serials';
import { pricesMissing } from '#kernel/trade';
import { otherMoney } from '../currency.ts';
import type { HEAD, LINE } from './document.ts';
import { goodsBack } from './goods-back.ts';
import { postSalesReturn } from './post.ts';

type Return = Doc<typeof HEAD, typeof LINE>;

export function decideSalesReturn(doc: Return, facts: Facts): Posting | Refused {
  const { customer, wallet } = doc.head;
  const serials = readSerials(doc.lines, facts);
  const early = gather([
    doc.head.currency !== null && wallet !== null && { refused: 'refund-in-currency', path: 'head.wallet' },
    ...otherMoney(doc, facts),
    customer === null && wallet === null && { refused: 'refund-account-needed', path: 'head.wallet' },
    checkReason(doc.head.reason, facts),
    ...customerMissing(doc, facts),
    ...pricesMissing(doc.lines, facts),
    ...serials.complaints,
    ...serialsPresent(doc.lines, serials.byLine, facts),
  ]);
  if (early) return early;
  const { backs, complaints } = goodsBack(doc.lines, facts, { warehouse: doc.head.warehouse, serials: serials.byLine });
  return gather(complaints) ?? postSalesReturn(doc, facts, backs);
}

function checkReason(id: string, facts: Facts): Complaint | null {
  const reason = facts.records[id];
  return reason?.data['use'] === 'return' ? null : { refused: 'not-a-return-reason', path: 'head.reason', with: { reason: reason?.name ?? '' } };
}

/** What was sold to a customer comes back from that customer, or their account would never agree. */
function customerMissing(doc: Return, facts: Facts): readonly Complaint[] {
  if (doc.head.customer !== null) return [];
  return doc.lines.flatMap((line, i): Complaint[] => {
    const source = line.source ? facts.sources[line.source.doc] : undefined;
    return source?.party ? [{ refused: 'customer-needed', path: `lines[${i}].source`, with: { line: String(line.no), source: source.number } }] : [];
  });
}
