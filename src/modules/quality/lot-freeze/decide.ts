// When a 批次冻结单 may be approved: the lots exist and nobody holds them yet.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import { freezeLots, frozenNow, lotEvent, lotsOf } from '../freezing.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'lot-frozen-already': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”批次 {lot} 已被 {doc} 冻结（{reason}），不必再冻结；请删去这一行' },
} as const satisfies RefusalTable;

export function decideLotFreeze(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { known, complaints } = lotsOf(doc.lines, facts);
  const held = known.flatMap(({ line, lot }): Complaint[] => {
    const hold = lookUp(facts).heldBy(lot.id);
    const said = { line: String(line), item: facts.items[lot.item]?.name ?? '', lot: lot.no, doc: hold?.number ?? '', reason: hold?.reason ?? '' };
    return hold ? [{ refused: 'lot-frozen-already', path: `lines[${line - 1}].lot`, with: said }] : [];
  });
  const refused = gather([...complaints, ...held]);
  if (refused) return refused;
  const { lots: _moved, ...moved } = freezeLots(known, doc.head.reason, facts);
  // 待检 goods wait for their inspection; nobody has to look for others yet.
  const event = doc.head.kind === 'pending' ? 'lot-held/1' : 'lot-frozen/1';
  return posting({ ...moved, events: [lotEvent(event, frozenNow(known, facts), { kind: doc.head.kind, reason: doc.head.reason })] });
}
