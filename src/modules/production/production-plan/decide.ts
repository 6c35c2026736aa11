// When a 生产计划 may be approved: nothing is due before the plan's own day. Orders that wait are promised anew on what it will bring.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'due-before-day': { http: 422, retry: 'never', zh: '第 {line} 行：完工日 {due} 早于计划日期 {day}，请改期' },
} as const satisfies RefusalTable;

export function decideProductionPlan(doc: Doc<typeof HEAD, typeof LINE>): Posting | Refused {
  const late = doc.lines.flatMap((l, i): Complaint[] =>
    l.due < doc.day ? [{ refused: 'due-before-day', path: `lines[${i}].due`, with: { line: String(l.no), due: l.due, day: doc.day } }] : [],
  );
  return gather(late) ?? posting({ events: [{ name: 'output-planned/1', payload: { reason: '生产计划', items: [...new Set(doc.lines.map((l) => l.item))] } }] });
}
