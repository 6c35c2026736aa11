// Fills a 采购折让单, and knows what of a receipt line is billed and neither sent back nor taken off yet. Pure.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { type Fen, fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import { splitTax } from '#kernel/trade';
import { type Pulled, pulledFrom, shareOf } from '../invoice.ts';
import { estimatedOf } from '../purchase-invoice/received.ts';
import type { HEAD, LINE } from './document.ts';

export type Allowance = Doc<typeof HEAD, typeof LINE>;
export type AllowanceLine = Allowance['lines'][number];

/** What of a receipt line is billed and neither sent back nor taken off yet: quantity (10⁻⁶) and amount with tax. */
export function billedLeft(from: Pulled, facts: Facts): { readonly qty: bigint; readonly gross: Fen } {
  const { invoiced, returnedBilled } = estimatedOf(from, facts);
  const gross = (from.line.done['invoiced']?.amount ?? 0n) - (from.line.done['allowed']?.amount ?? 0n);
  return { qty: invoiced - returnedBilled, gross: fen(gross - shareOf(gross, invoiced, 0n, returnedBilled)) };
}

export function completeAllowance(doc: Allowance, facts: Facts): Allowance {
  const lines = doc.lines.map((line) => {
    const from = pulledFrom(line, facts);
    const source = from?.line as unknown as { readonly taxRate: AllowanceLine['taxRate'] } | undefined;
    const taxRate = line.taxRate ?? source?.taxRate ?? rate(0n);
    const tax = line.faceTax ?? splitTax(line.amount, taxRate).tax;
    const returned = from ? micro(estimatedOf(from, facts).returnedBilled) : null;
    return { ...line, taxRate, gross: line.amount, tax, net: fen(line.amount - tax), returned };
  });
  return { ...doc, lines };
}
