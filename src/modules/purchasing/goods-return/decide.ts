// When a 采购退货单 may be posted: the goods are still on the shelf, in the lot they came in.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere } from '#kernel/checks';
import { pick } from '#kernel/picking';
import { NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, refuse, type Refused, type RefusalTable } from '#kernel/refusal';
import { readSerials, type SerialsByLine, someSerials } from '#kernel/serials';
import { pricesMissing } from '#kernel/trade';
import { BOUGHT_REFUSALS, consignedLines } from '../consigned.ts';
import type { HEAD, LINE } from './document.ts';
import { postGoodsReturn } from './post.ts';

export const REFUSALS = {
  ...BOUGHT_REFUSALS,
  'lot-not-of-receipt': { http: 422, retry: 'never', zh: '第 {line} 行：批次 {lot} 不是入库单 {source} 收进的批次 {want}，请改批次或改选来源' },
  'serial-not-of-receipt': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”序列号 {serial} 不是入库单 {source} 收进的，请核对号码或改选来源' },
  'reason-not-for-return': { http: 422, retry: 'never', zh: '“{reason}”不是退货原因，请换一个' },
  'estimate-moved': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）退货后又做过月末暂估或月初冲回；请先红冲最近的暂估冲回单，再红冲本单' },
} as const satisfies RefusalTable;
type ReturnDoc = Doc<typeof HEAD, typeof LINE>;

export function decideGoodsReturn(doc: ReturnDoc, facts: Facts): Posting | Refused {
  const { warehouse, reason } = doc.head;
  const why = reason ? facts.records[reason] : undefined;
  // Expired goods may go back; that is often why.
  const serials = readSerials(doc.lines, facts);
  const { picks, complaints } = pick(
    doc.lines.map((l) => ({ no: l.no, item: l.item, warehouse, qty: l.baseQty ?? NO_QTY, lotNo: l.lot, reserved: NO_QTY, bin: l.bin, serials: serials.byLine[l.no] ?? null })),
    facts,
    'allow',
  );
  const refused = gather([
    why && why.data['use'] !== 'return' && { refused: 'reason-not-for-return', path: 'head.reason', with: { reason: why.name } },
    ...otherLots(doc, facts),
    ...binsElsewhere(doc.lines, warehouse, facts),
    ...serials.complaints,
    ...otherPieces(doc, serials.byLine, facts),
    ...consignedLines(doc.lines, facts),
    ...pricesMissing(doc.lines, facts),
    ...complaints,
  ]);
  return refused ?? postGoodsReturn(doc, facts, picks);
}

/** The 暂估 it took back must stand where it found it: 月初回冲 may have moved what is left since. */
export function mayReverseGoodsReturn(doc: ReturnDoc, facts: Facts): Refused | null {
  for (const line of doc.lines) {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const source = line.source ? from?.lines[line.source.line] : undefined;
    if (!from || !source || line.billedQty === line.baseQty) continue;
    const now = (source.done['taken-back']?.qty ?? 0n) > 0n;
    if (now !== (line.takenBack === true)) return refuse('estimate-moved', { with: { line: String(line.no), item: facts.items[line.item]?.name ?? '', source: from.number } });
  }
  return null;
}

/** A lot that another delivery brought cannot go back on this receipt. */
const otherLots = (doc: ReturnDoc, facts: Facts): readonly Complaint[] =>
  doc.lines.flatMap((line, i): Complaint[] => {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const want = (line.source ? from?.lines[line.source.line] : undefined) as unknown as { lot: string | null } | undefined;
    if (!want || want.lot === null || want.lot === line.lot) return [];
    return [{ refused: 'lot-not-of-receipt', path: `lines[${i}].lot`, with: { line: String(line.no), lot: line.lot ?? '', source: from?.number ?? '', want: want.lot } }];
  });

/** Nor can a piece that came with another delivery. */
const otherPieces = (doc: ReturnDoc, serials: SerialsByLine, facts: Facts): readonly Complaint[] =>
  doc.lines.flatMap((line, i): Complaint[] => {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const came = new Set((line.source ? (from?.movedLots[line.source.line] ?? []) : []).map((m) => m.no));
    const others = from ? (serials[line.no] ?? []).filter((no) => !came.has(no)) : [];
    if (others.length === 0) return [];
    const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '', serial: someSerials(others), source: from?.number ?? '' };
    return [{ refused: 'serial-not-of-receipt', path: `lines[${i}].serials`, with: said }];
  });
