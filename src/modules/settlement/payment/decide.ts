// When a 付款单 may be booked; what it books is the out-going half of cash.ts.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Refused } from '#kernel/refusal';
import { decideCash } from '../cash.ts';
import type { HEAD, LINE } from './document.ts';

export const decidePayment = (doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused =>
  decideCash('out', { ...doc.head, party: doc.head.supplier, lines: doc.lines }, facts);
