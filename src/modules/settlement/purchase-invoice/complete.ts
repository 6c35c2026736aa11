// Fills base quantity, price, rate and the three amounts of every line of a 采购发票. Pure.
import { completeRate, inYuan } from '#accounting';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { rate, type Rate } from '#kernel/field';
import { type Fen, fen, NO_FEN, type Price } from '#kernel/money';
import { amountOf, priceOf } from '#kernel/quantity';
import { type Complaint, gather, isRefused, type Refused } from '#kernel/refusal';
import { baseQuantity, splitTax } from '#kernel/trade';
import { acquisitionRateOn } from '../acquisition-rates.ts';
import { acquisitionTax, pulledFrom } from '../invoice.ts';
import { matchLine } from '../matching/compare.ts';
import { type Verdict, worst } from '../matching/tolerance.ts';
import type { HEAD, LINE } from './document.ts';

export type Invoice = Doc<typeof HEAD, typeof LINE>;
export type InvoiceLine = Invoice['lines'][number];

/** Lines pulled from a 采购退货单 count against the bill: entered positive, booked negative. */
export const signOf = (line: InvoiceLine, facts: Facts): 1n | -1n => (pulledFrom(line, facts)?.doc.type === 'goods-return' ? -1n : 1n);

/** What the rate says the tax is: on the price for a 收购发票, in the price otherwise, none without an invoice. */
export function taxByRate(kind: string, gross: Fen, taxRate: Rate): Fen {
  if (kind === 'none') return NO_FEN;
  return kind === 'acquisition' ? acquisitionTax(gross, taxRate) : splitTax(gross, taxRate).tax;
}

const signed = (amount: Fen, sign: bigint): Fen => fen(sign * (amount < 0n ? -amount : amount));

function completeGoods(doc: Invoice, line: InvoiceLine, index: number, facts: Facts): InvoiceLine | Complaint {
  if (line.qty === null) return { refused: 'qty-needed', path: `lines[${index}].qty`, with: { line: String(line.no) } };
  const base = baseQuantity({ ...line, item: line.item ?? '', qty: line.qty }, index, facts);
  if (typeof base !== 'bigint') return base;
  const from = pulledFrom(line, facts)?.line as unknown as { unit: string | null; price: Price | null; taxRate: Rate | null } | undefined;
  const unit = line.unit ?? facts.items[line.item ?? '']?.unit ?? null;
  const size = line.amount === null ? null : signed(line.amount, 1n);
  const price = line.price ?? (size === null ? (from && from.unit === unit && doc.head.currency === null ? from.price : null) : priceOf(size, line.qty));
  const taxRate =
    line.taxRate ??
    (doc.head.kind === 'acquisition' ? acquisitionRateOn(doc.head.invoiceDay ?? doc.day) : null) ??
    from?.taxRate ??
    facts.parties[doc.head.supplier]?.taxRate ??
    facts.items[line.item ?? '']?.taxRate ??
    rate(0n);
  const face = signed(size ?? (price === null ? NO_FEN : amountOf(line.qty, price)), signOf(line, facts));
  return { ...line, unit, baseQty: base, price, taxRate, ...inMoney(doc, { ...line, taxRate }, face) };
}

function amounts(doc: Invoice, line: InvoiceLine, gross: Fen): { readonly net: Fen; readonly tax: Fen; readonly gross: Fen } {
  const tax = line.faceTax === null || doc.head.kind === 'none' ? taxByRate(doc.head.kind, gross, line.taxRate ?? rate(0n)) : gross < 0n ? signed(line.faceTax, -1n) : line.faceTax;
  return { gross, tax, net: fen(gross - tax) };
}

/** The verdict of 三单匹配 on every goods line, and the worst of them on the bill. */
function matched(doc: Invoice, lines: readonly InvoiceLine[], facts: Facts): Invoice {
  const done = lines.map((line): InvoiceLine => {
    const from = line.item === null ? null : pulledFrom(line, facts);
    const found = from ? matchLine(line, from, facts) : null;
    return { ...line, match: found?.verdict ?? null, matchSaid: found && found.said !== '' ? found.said : null };
  });
  const verdicts = done.flatMap((l) => (l.match === null ? [] : [l.match as Verdict]));
  return { ...doc, head: { ...doc.head, match: verdicts.length === 0 ? null : worst(verdicts) }, lines: done };
}

/** The figures of a line in 人民币; what its face says in a currency is kept beside them. */
function inMoney(doc: Invoice, line: InvoiceLine, face: Fen): Pick<InvoiceLine, 'net' | 'tax' | 'gross' | 'foreign'> {
  const { currency, rate: exchange } = doc.head;
  if (currency === null || exchange === null) return { ...amounts(doc, line, face), foreign: null };
  return { ...amounts(doc, line, inYuan(face, exchange)), foreign: face };
}

export function completePurchaseInvoice(given: Invoice, facts: Facts): Invoice | Refused {
  const head = completeRate(given.head, given.head.invoiceDay ?? given.day, facts);
  if (isRefused(head)) return head;
  const doc: Invoice = { ...given, head };
  const complaints: Complaint[] = [];
  const lines = doc.lines.map((line, index) => {
    if (line.item === null) return { ...line, baseQty: null, taxRate: line.taxRate ?? rate(0n), ...inMoney(doc, line, line.amount ?? NO_FEN) };
    const done = completeGoods(doc, line, index, facts);
    if (!('refused' in done)) return done;
    complaints.push(done);
    return line;
  });
  return gather(complaints) ?? matched(doc, lines, facts);
}
