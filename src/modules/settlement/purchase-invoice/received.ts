// What of a source line is still estimated (暂估). The line is a stretch of `whole` units; invoices and returns of goods not yet invoiced use it
// up from the front, in whatever order they come (goods-return/shares.ts counts the same way), so their shares add up to the estimate exactly.
import type { Facts } from '#kernel/facts';
import { type Fen, fen } from '#kernel/money';
import { costOf, type TradeLine } from '#kernel/trade';
import type { Pulled } from '../invoice.ts';

export type Estimated = {
  readonly whole: bigint;
  /** Used up so far, invoiced or sent back before an invoice. */
  readonly used: bigint;
  readonly invoiced: bigint;
  /** Sent back before an invoice: returns take what is not invoiced first. */
  readonly returned: bigint;
  /** Sent back although invoiced; the return itself took that off the bill. */
  readonly returnedBilled: bigint;
  /** What the ledger holds in 暂估应付 for the whole line; negative for a return. */
  readonly cost: Fen;
};

export function estimatedOf(from: Pulled, facts: Facts): Estimated {
  const line = from.line as unknown as TradeLine;
  const whole = line.baseQty ?? 0n;
  const invoiced = from.line.done['invoiced']?.qty ?? 0n;
  const back = from.line.done['returned']?.qty ?? 0n;
  const returned = back < whole - invoiced ? back : whole - invoiced;
  const cost = from.doc.type === 'goods-return' ? fen(-costOf(line, facts)) : fen(from.doc.moved[from.line.no]?.cost ?? 0n);
  return { whole, used: invoiced + returned, invoiced, returned, returnedBilled: back - returned, cost };
}
