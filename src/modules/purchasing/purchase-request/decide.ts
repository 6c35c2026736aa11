// When a 请购单 may be approved. It books nothing; it opens its lines for orders.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'wanted-before-day': { http: 422, retry: 'never', zh: '第 {line} 行：需用日期 {wanted} 早于单据日期 {day}，请改期' },
} as const satisfies RefusalTable;

export function decidePurchaseRequest(doc: Doc<typeof HEAD, typeof LINE>): Posting | Refused {
  const late = doc.lines.flatMap((line, i): Complaint[] =>
    line.wanted !== null && line.wanted < doc.day
      ? [{ refused: 'wanted-before-day', path: `lines[${i}].wanted`, with: { line: String(line.no), wanted: line.wanted, day: doc.day } }]
      : [],
  );
  return gather(late) ?? posting({});
}
