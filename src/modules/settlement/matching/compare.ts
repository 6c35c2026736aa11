// A bill's line against the receipt it pulls from and the order behind that: what was agreed on for the same quantity. Pure.
import type { Facts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen, type Price } from '#kernel/money';
import { amountOf, type Micro } from '#kernel/quantity';
import type { Pulled } from '../invoice.ts';
import { type Finding, toleranceOf, verdictOf } from './tolerance.ts';

/** What a receipt line remembers of its order (purchasing/goods-receipt): the price there, and what came beyond it. */
type ReceiptLine = {
  readonly qty: Micro;
  readonly baseQty: Micro | null;
  readonly price: Price | null;
  readonly gross: Fen | null;
  readonly agreed: Price | null;
  readonly ordered: Micro | null;
  readonly beyond: Micro | null;
};

/** What order and receipt agreed on for `qty` base units, tax included: at the order's price, or the receipt's where nothing was ordered. */
export function agreedFor(from: Pulled, qty: bigint): Fen {
  const line = from.line as unknown as ReceiptLine;
  const whole = line.agreed === null ? (line.gross ?? fen(0n)) : amountOf(line.qty, line.agreed);
  const base = line.baseQty ?? 0n;
  return base === 0n ? fen(0n) : fen(divideHalfUp(whole * qty, base));
}

/** The verdict on a goods line of a bill; null where there is nothing to compare with (a return, a receipt at no price). */
export function matchLine(line: { readonly baseQty: Micro | null; readonly gross: Fen | null }, from: Pulled, facts: Facts): Finding | null {
  const receipt = from.line as unknown as ReceiptLine;
  if (from.doc.type !== 'goods-receipt' || line.baseQty === null || line.gross === null) return null;
  return verdictOf({ billed: line.gross, agreed: agreedFor(from, line.baseQty), beyond: receipt.beyond ?? 0n, ordered: receipt.ordered }, toleranceOf(facts.org.settings));
}
