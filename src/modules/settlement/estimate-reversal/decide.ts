// When a 暂估冲回单 may be booked or taken back, and what it books. Pure.
import { accountOf } from '#kernel/checks';
import { period, periodOf, periodText } from '#kernel/day';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { type Fen, fen, NO_FEN } from '#kernel/money';
import { micro } from '#kernel/quantity';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { pulledFrom } from '../invoice.ts';
import { type Estimated, estimatedOf } from '../purchase-invoice/received.ts';
import type { HEAD, LINE } from './document.ts';

type Reversal = Doc<typeof HEAD, typeof LINE>;
type ReversalLine = Reversal['lines'][number];

/** The estimate behind a line; null where there is none: no source, or a return that its receipt settled. */
function openOf(line: ReversalLine, facts: Facts): (Estimated & { readonly source: string; readonly period: number }) | null {
  const from = pulledFrom(line, facts);
  if (!from || (from.doc.type === 'goods-return' && from.line.source !== null)) return null;
  return { ...estimatedOf(from, facts), source: from.doc.number, period: periodOf(from.doc.day) };
}

/** Quantity and amount still open, negative when they are put back. */
export function completeEstimates(doc: Reversal, facts: Facts): Reversal {
  const sign = doc.head.kind === 'again' ? -1n : 1n;
  const lines = doc.lines.map((line) => {
    const open = openOf(line, facts);
    const from = pulledFrom(line, facts)?.line as unknown as { item: string } | undefined;
    if (!open) return { ...line, used: null, baseQty: null, amount: null };
    // Putting back gives up the whole mark of the taking, also where bills came in between.
    const mark = sign > 0n ? open.whole - open.used : (pulledFrom(line, facts)?.line.done['taken-back']?.qty ?? 0n);
    return { ...line, item: line.item ?? from?.item ?? null, used: micro(open.used), baseQty: micro(sign * mark), amount: fen(sign * open.left) };
  });
  return { ...doc, lines };
}

export function decideEstimateReversal(doc: Reversal, facts: Facts): Posting | Refused {
  const seen = new Map<string, number>();
  const complaints = doc.lines.flatMap((line, i) => {
    const key = line.source ? `${line.source.doc}/${line.source.line}` : '';
    const other = seen.get(key);
    if (key !== '' && other === undefined) seen.set(key, line.no);
    return [checkLine(doc, { line, path: `lines[${i}].source`, other: key === '' ? undefined : other }, facts)];
  });
  return gather(complaints) ?? post(doc, facts);
}

function checkLine(
  doc: Reversal,
  { line, path, other }: { readonly line: ReversalLine; readonly path: string; readonly other: number | undefined },
  facts: Facts,
): Complaint | null {
  const open = openOf(line, facts);
  if (!open) return { refused: 'estimate-needed', path, with: { line: String(line.no) } };
  const said = { line: String(line.no), item: facts.items[line.item ?? '']?.name ?? '', source: open.source };
  if (other !== undefined) return { refused: 'line-twice', path, with: { ...said, other: String(other) } };
  if (open.period >= doc.period && doc.head.kind === 'take-back') return { refused: 'same-month', path: 'day', with: { ...said, period: periodText(period(open.period)) } };
  if (open.used >= open.whole) return { refused: 'nothing-estimated', path, with: said };
  if (doc.head.kind === 'take-back') return open.takenBack ? { refused: 'taken-already', path, with: said } : null;
  return open.takenBack ? null : { refused: 'not-taken-back', path, with: said };
}

/** 借 在途物资 贷 应付暂估, in red when it is taken back, in blue when it is put back. */
function post(doc: Reversal, facts: Facts): Posting {
  const words = doc.head.kind === 'again' ? '月末暂估' : '月初冲回暂估';
  return posting({
    journal: journal(
      doc.lines.flatMap((line) => {
        const amount: Fen = fen(-(line.amount ?? NO_FEN));
        const summary = `${words} ${pulledFrom(line, facts)?.doc.number ?? ''}`;
        return [debit(accountOf(facts, 'inventory.inTransit'), amount, summary), credit(accountOf(facts, 'ap.estimated'), amount, summary, { party: doc.head.supplier })];
      }),
    ),
  });
}

/** It may be taken back while everything stands as it left it: no bill, no return, no further 暂估 of its lines in between. */
export function mayReverseEstimate(doc: Reversal, facts: Facts): Refused | null {
  for (const line of doc.lines) {
    const open = openOf(line, facts);
    const stands = open !== null && open.takenBack === (doc.head.kind === 'take-back') && open.used === (line.used ?? 0n);
    if (!stands) return refuse('billed-since', { with: { line: String(line.no), item: facts.items[line.item ?? '']?.name ?? '', source: open?.source ?? '' } });
  }
  return null;
}
