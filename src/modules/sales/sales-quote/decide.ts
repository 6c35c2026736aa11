// When a 报价单 may be approved. It books nothing; it opens its lines for orders.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { gather, type Refused } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';

export function decideSalesQuote(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  return (
    gather([
      doc.head.validUntil < doc.day && { refused: 'valid-until-passed', path: 'head.validUntil', with: { until: doc.head.validUntil, day: doc.day } },
      ...pricesMissing(doc.lines, facts),
    ]) ?? posting({})
  );
}
