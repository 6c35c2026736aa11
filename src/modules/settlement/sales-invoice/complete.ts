// Fills base quantity, price, rate and the three amounts of every line of a 销售发票. Pure.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { rate, type Rate } from '#kernel/field';
import { type Fen, fen, NO_FEN, type Price } from '#kernel/money';
import { amountOf, priceOf } from '#kernel/quantity';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { baseQuantity, splitTax } from '#kernel/trade';
import { pulledFrom, shareOf } from '../invoice.ts';
import type { HEAD, LINE } from './document.ts';

export type Invoice = Doc<typeof HEAD, typeof LINE>;
export type InvoiceLine = Invoice['lines'][number];

/** Lines pulled from a 销售退货单 are entered positive and booked negative. */
const signOf = (line: InvoiceLine, facts: Facts): 1n | -1n => (pulledFrom(line, facts)?.doc.type === 'sales-return' ? -1n : 1n);
const signed = (amount: Fen, sign: bigint): Fen => fen(sign * (amount < 0n ? -amount : amount));

function completeLine(line: InvoiceLine, index: number, facts: Facts): InvoiceLine | Complaint {
  const base = baseQuantity(line, index, facts);
  if (typeof base !== 'bigint') return base;
  const from = pulledFrom(line, facts)?.line as unknown as { unit: string | null; price: Price | null; taxRate: Rate | null } | undefined;
  const unit = line.unit ?? facts.items[line.item]?.unit ?? null;
  const abroad = inYuanAsSold(line, base, facts);
  if (abroad) return { ...line, unit, baseQty: base, ...abroad };
  const price = line.price ?? (line.amount === null ? (from && from.unit === unit ? from.price : null) : priceOf(signed(line.amount, 1n), line.qty));
  const taxRate = line.taxRate ?? from?.taxRate ?? facts.items[line.item]?.taxRate ?? rate(0n);
  const gross = signed(line.amount ?? (price === null ? NO_FEN : amountOf(line.qty, price)), signOf(line, facts));
  const tax = line.faceTax === null ? splitTax(gross, taxRate).tax : signed(line.faceTax, gross < 0n ? -1n : 1n);
  return { ...line, unit, baseQty: base, price, taxRate, gross, tax, net: fen(gross - tax) };
}

/**
 * Bills are made out in 人民币: goods sold in a currency are billed at what they were booked at, whatever price was entered, each bill its cumulative share.
 * Null where the sale was in 人民币, or the face was entered.
 */
function inYuanAsSold(line: InvoiceLine, base: bigint, facts: Facts): Pick<InvoiceLine, 'price' | 'taxRate' | 'gross' | 'tax' | 'net'> | null {
  const from = pulledFrom(line, facts);
  if (!from || from.doc.head['currency'] == null || line.amount !== null) return null;
  const sold = from.line as unknown as { readonly gross: Fen; readonly baseQty: bigint; readonly taxRate: Rate };
  const size = shareOf(sold.gross, sold.baseQty, from.line.done['invoiced']?.qty ?? 0n, base);
  const gross = signed(size, signOf(line, facts));
  const { tax, net } = splitTax(gross, sold.taxRate);
  return { price: priceOf(size, line.qty), taxRate: sold.taxRate, gross, tax, net };
}

export function completeSalesInvoice(doc: Invoice, facts: Facts): Invoice | Refused {
  const complaints: Complaint[] = [];
  const lines = doc.lines.map((line, index) => {
    const done = completeLine(line, index, facts);
    if (!('refused' in done)) return done;
    complaints.push(done);
    return line;
  });
  return gather(complaints) ?? { ...doc, lines };
}
