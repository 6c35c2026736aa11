// When a 工程变更单 may be approved: each version is of the product it is said to be, and no product is changed twice. The versions then have their day.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'bom-other-item': { http: 422, retry: 'never', zh: '第 {line} 行：所选物料清单不是“{item}”的，请换一个版本' },
  'bom-valid-already': { http: 409, retry: 'never', zh: '第 {line} 行：这一版物料清单已于 {valid} 生效，请选择未发布的新版本' },
  'item-changed-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”在本单中重复，请删去一行' },
} as const satisfies RefusalTable;

export function decideEngineeringChange(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const complaints = doc.lines.flatMap((l, i): Complaint[] => {
    const said = { line: String(l.no), item: facts.items[l.item]?.name ?? '' };
    const { item, valid } = facts.records[l.bom]?.data ?? {};
    if (item !== l.item) return [{ refused: 'bom-other-item', path: `lines[${i}].bom`, with: said }];
    if (typeof valid === 'string' && valid <= facts.today) return [{ refused: 'bom-valid-already', path: `lines[${i}].bom`, with: { ...said, valid } }];
    return doc.lines.slice(0, i).some((before) => before.item === l.item) ? [{ refused: 'item-changed-twice', path: `lines[${i}].item`, with: said }] : [];
  });
  return (
    gather(complaints) ??
    posting({
      records: doc.lines.map((l) => ({ id: l.bom, data: { valid: l.valid } })),
      events: [
        {
          name: 'engineering-changed/1',
          payload: {
            reason: `工程变更：${doc.head.cause}`,
            items: [...new Set(doc.lines.map((l) => l.item))],
            changes: doc.lines.map((l) => ({ item: l.item, bom: l.bom, version: l.version, valid: l.valid })),
          },
        },
      ],
    })
  );
}
