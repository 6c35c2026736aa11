// When a 采购入库单 may be posted.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere, incomingLots, lotsMissing, serialsMissing } from '#kernel/checks';
import { gather, type Refused } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import { consignedLines } from '../consigned.ts';
import type { HEAD, LINE } from './document.ts';
import { postGoodsReceipt } from './post.ts';

export function decideGoodsReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const refused = gather([
    ...lotsMissing(doc.lines, facts),
    ...serialsMissing(doc.lines, facts),
    ...binsElsewhere(doc.lines, doc.head.warehouse, facts),
    ...consignedLines(doc.lines, facts),
    ...pricesMissing(doc.lines, facts),
  ]);
  return refused ?? postGoodsReceipt(doc, facts, incomingLots(doc.lines, facts));
}
