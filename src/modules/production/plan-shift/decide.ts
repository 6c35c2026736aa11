// What a 计划调整单 tells: which goods come later. Every line moves a line of a plan.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'plan-needed': { http: 422, retry: 'never', zh: '第 {line} 行：计划调整须从生产计划选单，请从来源拉行' },
} as const satisfies RefusalTable;

export function decidePlanShift(doc: Doc<typeof HEAD, typeof LINE>): Posting | Refused {
  const loose = doc.lines.flatMap((l, i): Complaint[] => (l.source ? [] : [{ refused: 'plan-needed', path: `lines[${i}].source`, with: { line: String(l.no) } }]));
  return gather(loose) ?? posting({ events: [{ name: 'plan-shifted/1', payload: { reason: doc.head.cause, items: [...new Set(doc.lines.map((l) => l.item))] } }] });
}
