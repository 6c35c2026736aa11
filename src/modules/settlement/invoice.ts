// What purchase and sales invoices share: the number and its shape, the tax on the face, the share of a source line. Pure.
import { formatFen } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import type { Rate } from '#kernel/field';
import { divideHalfUp, type Fen, fen, NO_FEN } from '#kernel/money';
import type { Complaint } from '#kernel/refusal';

export type InvoiceNumber = { readonly code: string | null; readonly number: string | null };

/** 数电票: 20 digits, no code. Legacy: a code of 10 or 12 digits and a number of 8 (facts/china.md §3.1). */
export const fitsNumber = ({ code, number }: InvoiceNumber): boolean =>
  number !== null && (code === null ? /^\d{20}$/.test(number) : /^(\d{10}|\d{12})$/.test(code) && /^\d{8}$/.test(number));

/** The name an invoice claims: `invoice-in:26322000001234567890`, or code + number of a legacy one. */
export const claimOf = (way: 'in' | 'out', { code, number }: InvoiceNumber): string => `invoice-${way}:${code ?? ''}${number ?? ''}`;

/** A number that has come must have the shape of one. */
export const checkShape = (head: InvoiceNumber): Complaint | null =>
  head.number === null || fitsNumber(head) ? null : { refused: 'invoice-number-shape', path: 'head.number', with: { code: head.code ?? '', number: head.number } };
export const checkNumber = (head: InvoiceNumber, needed: boolean): Complaint | null =>
  head.number === null && needed ? { refused: 'invoice-number-needed', path: 'head.number' } : checkShape(head);

export const NUMBER_REFUSALS = {
  'invoice-number-needed': { http: 422, retry: 'never', zh: '请填写发票号码；确实没有发票的，请把发票类型改为“无票”' },
  'invoice-number-shape': { http: 422, retry: 'never', zh: '发票号码不对：数电票为 20 位数字且不填代码；旧版发票须填 10 或 12 位代码和 8 位号码（现为 {code} {number}）' },
  'tax-off': { http: 422, retry: 'never', zh: '第 {line} 行：票面税额 {face} 与按税率计算的 {computed} 相差超过 0.01，请核对税率、金额或票面税额' },
} as const;

/** How far the tax printed on an invoice may be from amount × rate, per line (facts/china.md §2.7). */
const TOLERANCE = 1n;
export const taxFits = (face: Fen, computed: Fen): boolean => {
  const off = face - computed;
  return off <= TOLERANCE && off >= -TOLERANCE;
};

export const taxOff = (line: { readonly no: number; readonly faceTax: Fen | null }, index: number, computed: Fen): Complaint | null =>
  line.faceTax === null || taxFits(line.faceTax, computed)
    ? null
    : { refused: 'tax-off', path: `lines[${index}].faceTax`, with: { line: String(line.no), face: formatFen(line.faceTax), computed: formatFen(computed) } };

/** Tax of a 收购发票: bought at a price from which the rate may be deducted (facts/china.md P10). */
export const acquisitionTax = (gross: Fen, taxRate: Rate): Fen => fen(divideHalfUp(gross * taxRate, 1_000_000n));

/**
 * The part of `whole` that belongs to `amount` more of `of`, after `done` of it: cumulative, so that all parts add up to `whole` exactly.
 * Nothing of nothing is nothing.
 */
export function shareOf(whole: bigint, of: bigint, done: bigint, amount: bigint): Fen {
  if (of === 0n) return NO_FEN;
  const size = of < 0n ? -of : of;
  const upTo = (x: bigint) => divideHalfUp(whole * x, size);
  return fen(upTo(done + amount) - upTo(done));
}

/** The source line of an invoice line with what has been invoiced of it, including by earlier lines of the same document. */
export type Pulled = { readonly doc: Facts['sources'][string]; readonly line: Facts['sources'][string]['lines'][number] };
export const pulledFrom = (line: { readonly source: { readonly doc: string; readonly line: number } | null }, facts: Facts): Pulled | null => {
  const doc = line.source ? facts.sources[line.source.doc] : undefined;
  const from = doc && line.source ? doc.lines[line.source.line] : undefined;
  return doc && from ? { doc, line: from } : null;
};
