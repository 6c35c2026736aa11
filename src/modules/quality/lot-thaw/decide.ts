// When a 批次解冻单 may be approved: the lots exist and are held.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import { lotEvent, lotsOf, thawLots } from '../freezing.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'lot-not-frozen': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”批次 {lot} 没有被冻结，不必解冻；请删去这一行' },
} as const satisfies RefusalTable;

export function decideLotThaw(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { known, complaints } = lotsOf(doc.lines, facts);
  const free = known.flatMap(({ line, lot }): Complaint[] =>
    lookUp(facts).heldBy(lot.id)
      ? []
      : [{ refused: 'lot-not-frozen', path: `lines[${line - 1}].lot`, with: { line: String(line), item: facts.items[lot.item]?.name ?? '', lot: lot.no } }],
  );
  const refused = gather([...complaints, ...free]);
  if (refused) return refused;
  const { lots, ...moved } = thawLots(known, facts);
  return posting({ ...moved, events: [lotEvent('lot-thawed/1', lots, { decision: doc.head.decision, reason: doc.head.reason })] });
}
