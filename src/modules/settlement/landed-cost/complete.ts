// Fills a 采购费用分摊单: what kind each line is, what charges come to in 人民币, which base goods bear them by, and their shares. Pure.
import { inYuan, rateOn } from '#accounting';
import type { Doc } from '#kernel/document';
import { formatFen, formatQty, parseDecimal } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen, NO_FEN, splitFen, sumFen } from '#kernel/money';
import { type Micro, micro } from '#kernel/quantity';
import { refuse, type Refused } from '#kernel/refusal';
import { costOf, type TradeLine } from '#kernel/trade';
import { type Pulled, pulledFrom } from '../invoice.ts';
import type { HEAD, LINE } from './document.ts';

export type Landed = Doc<typeof HEAD, typeof LINE>;
export type LandedLine = Landed['lines'][number];

export const isCharge = (line: { readonly kind: string | null }): boolean => line.kind !== 'goods';

/** What an expense line of a bill cost: without the tax that is deducted. */
export function billedCost(from: Pulled, facts: Facts): Fen {
  const line = from.line as unknown as { readonly net: Fen | null; readonly gross: Fen | null };
  const deducts = facts.org.vat === 'general' && (from.doc.head['kind'] === 'special' || from.doc.head['kind'] === 'acquisition');
  return (deducts ? line.net : line.gross) ?? NO_FEN;
}

/** What of a bill's line has been spread so far. */
export const spreadOf = (from: Pulled): Fen => fen(from.line.done['allocated']?.amount ?? 0n);

function completeCharge(doc: Landed, line: LandedLine, facts: Facts): LandedLine | Refused {
  const from = pulledFrom(line, facts);
  const blank = { ...line, kind: 'charge', baseQty: null, base: null, share: null };
  if (line.currency !== null && line.foreign !== null) {
    const currency = facts.records[line.currency];
    const rate = line.rate ?? rateOn(currency, doc.day);
    if (rate === null) return refuse('rate-missing', { path: `lines[${line.no - 1}].rate`, with: { line: String(line.no), currency: currency?.name ?? '', day: doc.day } });
    return { ...blank, rate, amount: inYuan(line.foreign, rate) };
  }
  return { ...blank, amount: line.amount ?? (from ? fen(billedCost(from, facts) - spreadOf(from)) : null) };
}

/** 千克 or 立方米 of one base unit, from the item's record; null when nobody wrote it down. */
function perUnit(item: string, field: 'weight' | 'volume', facts: Facts): bigint | null {
  const text = facts.records[item]?.data[field];
  return typeof text === 'string' ? parseDecimal(text, 6) : null;
}

/** What a received line bears charges by, or null when the item does not say. */
export function baseOf(line: LandedLine, basis: string, facts: Facts): bigint | null {
  const from = pulledFrom(line, facts)?.line as unknown as TradeLine | undefined;
  if (!from) return null;
  const qty = from.baseQty ?? 0n;
  if (basis === 'amount') return costOf(from, facts);
  if (basis === 'qty') return qty;
  const each = perUnit(from.item, basis === 'weight' ? 'weight' : 'volume', facts);
  return each === null ? null : qty * each;
}

/** A base as a person reads it: 元, pieces, 千克 or 立方米. */
function shown(base: bigint | null, basis: string): string | null {
  if (base === null) return null;
  if (basis === 'amount') return formatFen(base);
  return basis === 'qty' ? formatQty(base) : formatQty(base / 1_000_000n);
}

export function completeLandedCost(doc: Landed, facts: Facts): Landed | Refused {
  const lines: LandedLine[] = [];
  for (const line of doc.lines) {
    const from = pulledFrom(line, facts);
    const kind = from ? (from.doc.type === 'goods-receipt' ? 'goods' : 'charge') : (line.kind ?? (line.item === null ? 'charge' : 'goods'));
    const done = kind === 'charge' ? completeCharge(doc, { ...line, item: null }, facts) : { ...line, kind, amount: null };
    if ('refused' in done) return done;
    lines.push(done);
  }
  return { ...doc, lines: shared(doc, lines, facts) };
}

/** So much (分) of rounding the last line may bear; on sheets so long that more comes together, it is spread over all of them. */
const LAST_BEARS = 10n;

/** Shares by base, each rounded half up once; what is over or short is borne by the last ones that can, so that none turns its sign. Σ shares = total. */
export function borne(total: Fen, bases: readonly bigint[]): readonly Fen[] {
  const whole = bases.reduce((sum, b) => sum + b, 0n);
  if (whole === 0n) return splitFen(total, bases);
  const shares = bases.map((b) => divideHalfUp(total * b, whole));
  let rest = total - shares.reduce((sum, s) => sum + s, 0n);
  if (rest > LAST_BEARS || rest < -LAST_BEARS) return splitFen(total, bases);
  for (let i = shares.length - 1; i >= 0 && rest !== 0n; i -= 1) {
    const [base, share] = [bases[i] ?? 0n, shares[i] ?? 0n];
    if (base === 0n) continue;
    const turns = total >= 0n ? share + rest < 0n : share + rest > 0n;
    const by = turns ? -share : rest;
    shares[i] = share + by;
    rest -= by;
  }
  return shares.map(fen);
}

/** All charges together, spread over the goods to the 分. Bases are never negative, so neither is a share of a positive charge. */
function shared(doc: Landed, lines: readonly LandedLine[], facts: Facts): readonly LandedLine[] {
  const goods = lines.filter((l) => !isCharge(l));
  const bases = goods.map((l) => baseOf(l, doc.head.basis, facts));
  const total = sumFen(lines, (l) => (isCharge(l) ? (l.amount ?? NO_FEN) : NO_FEN));
  const shares = borne(
    total,
    bases.map((b) => (b !== null && b > 0n ? b : 0n)),
  );
  const byNo = new Map(goods.map((l, i) => [l.no, { base: bases[i] ?? null, share: shares[i] ?? NO_FEN }]));
  return lines.map((line) => {
    const mine = byNo.get(line.no);
    if (!mine) return line;
    const source = pulledFrom(line, facts)?.line as unknown as TradeLine | undefined;
    const qty: Micro | null = source?.baseQty ?? null;
    return { ...line, baseQty: qty === null ? null : micro(qty), base: shown(mine.base, doc.head.basis), share: mine.share };
  });
}
