// When a 超差放行单 may be approved. It books nothing; its mark on the bill opens the way for payment. Pure.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Fen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { pulledFrom } from '../invoice.ts';
import type { HEAD, LINE } from './document.ts';

type Release = Doc<typeof HEAD, typeof LINE>;
type BillLine = { readonly match: string | null; readonly matchSaid: string | null; readonly gross: Fen | null };

export const completeRelease = (doc: Release, facts: Facts): Release => ({
  ...doc,
  lines: doc.lines.map((line) => {
    const from = pulledFrom(line, facts);
    const bill = from?.line as unknown as BillLine | undefined;
    return { ...line, number: from?.doc.number ?? null, match: bill?.match ?? null, said: bill?.matchSaid ?? null, amount: bill?.gross ?? null };
  }),
});

export function decideRelease(doc: Release, facts: Facts): Posting | Refused {
  const seen = new Set<string>();
  const refused = gather(
    doc.lines.map((line, i): Complaint | null => {
      const from = pulledFrom(line, facts);
      const at = { path: `lines[${i}].source`, with: { line: String(line.no), number: from?.doc.number ?? '' } };
      if (!from) return { refused: 'bill-needed', ...at };
      if (line.match !== 'over') return { refused: 'not-over', ...at };
      const key = `${from.doc.id}/${from.line.no}`;
      const twice = seen.has(key) || (from.line.done['released']?.amount ?? 0n) !== 0n;
      seen.add(key);
      return twice ? { refused: 'released-already', ...at } : null;
    }),
  );
  return refused ?? posting({});
}
