// When a 收款单 may be booked; what it books is the in-going half of cash.ts.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Refused } from '#kernel/refusal';
import { decideCash } from '../cash.ts';
import type { HEAD, LINE } from './document.ts';

export const decideCollection = (doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused =>
  decideCash('in', { ...doc.head, party: doc.head.customer, lines: doc.lines }, facts);
