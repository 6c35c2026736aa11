// When a 采购订单 may be approved. It books nothing; it opens its lines for receipts.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { gather, type Refused } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import { consignedLines } from '../consigned.ts';
import type { HEAD, LINE } from './document.ts';

export function decidePurchaseOrder(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  return gather([...consignedLines(doc.lines, facts), ...pricesMissing(doc.lines, facts)]) ?? posting({});
}
