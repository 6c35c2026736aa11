// When a 调拨单 may be approved: two different warehouses, and the goods are on the shelf.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { leave } from '../leaving.ts';
import type { HEAD, LINE } from './document.ts';
import { postTransfer } from './post.ts';

export const REFUSALS = {
  'same-warehouse': { http: 422, retry: 'never', zh: '调出仓库和调入仓库都是“{warehouse}”，请改选其中一个' },
} as const satisfies RefusalTable;

export function decideTransfer(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { from, to } = doc.head;
  const { picked, complaints } = leave(doc.lines, { warehouse: from, expired: 'allow' }, facts);
  const refused = gather([from === to && { refused: 'same-warehouse' as const, path: 'head.to', with: { warehouse: facts.warehouses[to]?.name ?? '' } }, ...complaints]);
  return refused ?? postTransfer(doc, facts, picked);
}
