// When a 采购退货单 may be posted: the goods are still on the shelf, in the lot they came in.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { pick } from '#kernel/picking';
import { NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { pricesMissing } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';
import { postGoodsReturn } from './post.ts';

export const REFUSALS = {
  'lot-not-of-receipt': { http: 422, retry: 'never', zh: '第 {line} 行：批次 {lot} 不是入库单 {source} 收进的批次 {want}，请改批次或改选来源' },
  'reason-not-for-return': { http: 422, retry: 'never', zh: '“{reason}”不是退货原因，请换一个' },
} as const satisfies RefusalTable;
type ReturnDoc = Doc<typeof HEAD, typeof LINE>;

export function decideGoodsReturn(doc: ReturnDoc, facts: Facts): Posting | Refused {
  const { warehouse, reason } = doc.head;
  const why = reason ? facts.records[reason] : undefined;
  // Expired goods may go back; that is often why.
  const { picks, complaints } = pick(
    doc.lines.map((l) => ({ no: l.no, item: l.item, warehouse, qty: l.baseQty ?? NO_QTY, lotNo: l.lot, reserved: NO_QTY })),
    facts,
    'allow',
  );
  const refused = gather([
    why && why.data['use'] !== 'return' && { refused: 'reason-not-for-return', path: 'head.reason', with: { reason: why.name } },
    ...otherLots(doc, facts),
    ...pricesMissing(doc.lines, facts),
    ...complaints,
  ]);
  return refused ?? postGoodsReturn(doc, facts, picks);
}

/** A lot that another delivery brought cannot go back on this receipt. */
const otherLots = (doc: ReturnDoc, facts: Facts): readonly Complaint[] =>
  doc.lines.flatMap((line, i): Complaint[] => {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const want = (line.source ? from?.lines[line.source.line] : undefined) as unknown as { lot: string | null } | undefined;
    if (!want || want.lot === null || want.lot === line.lot) return [];
    return [{ refused: 'lot-not-of-receipt', path: `lines[${i}].lot`, with: { line: String(line.no), lot: line.lot ?? '', source: from?.number ?? '', want: want.lot } }];
  });
