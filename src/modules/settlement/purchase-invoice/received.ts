// What of a source line is still estimated (暂估). The line is a stretch of `whole` units; invoices and returns of goods not yet invoiced use it
// up from the front, in whatever order they come (goods-return/shares.ts counts the same way), so their shares add up to the estimate exactly.
import type { Facts } from '#kernel/facts';
import { type Fen, fen } from '#kernel/money';
import { costOf, type TradeLine } from '#kernel/trade';
import { type Pulled, shareOf } from '../invoice.ts';

export type Estimated = {
  readonly whole: bigint;
  /** Used up so far, invoiced or sent back before an invoice. */
  readonly used: bigint;
  readonly invoiced: bigint;
  /** Sent back before an invoice: returns take what is not invoiced first. */
  readonly returned: bigint;
  /** Sent back although invoiced; the return itself took that off the bill. */
  readonly returnedBilled: bigint;
  /** What the whole line put into 暂估应付; negative for a return. */
  readonly cost: Fen;
  /** What of it is still open. */
  readonly left: Fen;
  /** 月初回冲 took the open part back: it stands on 在途物资 in red until the bill comes or the month ends. */
  readonly takenBack: boolean;
};

export function estimatedOf(from: Pulled, facts: Facts): Estimated {
  const line = from.line as unknown as TradeLine;
  const whole = line.baseQty ?? 0n;
  const invoiced = from.line.done['invoiced']?.qty ?? 0n;
  const back = from.line.done['returned']?.qty ?? 0n;
  const returned = back < whole - invoiced ? back : whole - invoiced;
  const used = invoiced + returned;
  // What the receipt credited to 暂估; the stock may have come in at another value (标准成本).
  const cost = fen((from.doc.type === 'goods-return' ? -1n : 1n) * costOf(line, facts));
  const left = shareOf(cost, whole, used, whole - used);
  return { whole, used, invoiced, returned, returnedBilled: back - returned, cost, left, takenBack: (from.line.done['taken-back']?.qty ?? 0n) > 0n };
}
