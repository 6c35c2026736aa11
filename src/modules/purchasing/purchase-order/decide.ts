// When a 采购订单 may be approved. It books nothing; it opens its lines for receipts.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { gather, type Refused } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';

export function decidePurchaseOrder(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  return gather(pricesMissing(doc.lines, facts)) ?? posting({});
}
