// When a 采购折让单 may be booked or taken back. Pure.
import { formatFen } from '#kernel/decimal';
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { splitTax } from '#kernel/trade';
import { checkNumber, pulledFrom, taxOff } from '../invoice.ts';
import { estimatedOf } from '../purchase-invoice/received.ts';
import { type Allowance, type AllowanceLine, billedLeft } from './complete.ts';
import { postAllowance } from './post.ts';

export function decideAllowance(doc: Allowance, facts: Facts): Posting | Refused {
  const asked = new Map<string, bigint>();
  const refused = gather([
    checkNumber(doc.head, false),
    ...doc.lines.flatMap((line, i) => [
      checkLine({ line, index: i }, facts, asked),
      taxOff({ no: line.no, faceTax: line.faceTax }, i, splitTax(line.gross ?? NO_FEN, line.taxRate ?? rate(0n)).tax),
    ]),
  ]);
  return refused ?? postAllowance(doc, facts);
}

function checkLine({ line, index }: { readonly line: AllowanceLine; readonly index: number }, facts: Facts, asked: Map<string, bigint>): Complaint | null {
  const from = pulledFrom(line, facts);
  if (!from) return { refused: 'receipt-needed', path: `lines[${index}].source`, with: { line: String(line.no) } };
  const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '', source: from.doc.number };
  const left = billedLeft(from, facts);
  if (left.qty <= 0n) return { refused: 'not-billed', path: `lines[${index}].source`, with: said };
  const key = `${from.doc.id}/${from.line.no}`;
  const total = (asked.get(key) ?? 0n) + line.amount;
  asked.set(key, total);
  return total > left.gross
    ? { refused: 'beyond-bill', path: `lines[${index}].amount`, with: { ...said, left: formatFen(left.gross), asked: formatFen(total), over: formatFen(total - left.gross) } }
    : null;
}

/** Goods sent back after it went back at the lower price, so their return comes first. */
export function mayReverseAllowance(doc: Allowance, facts: Facts): Refused | null {
  for (const line of doc.lines) {
    const from = pulledFrom(line, facts);
    if (!from || estimatedOf(from, facts).returnedBilled === (line.returned ?? 0n)) continue;
    return refuse('returned-since', { with: { line: String(line.no), item: facts.items[line.item]?.name ?? '', source: from.doc.number } });
  }
  return null;
}
