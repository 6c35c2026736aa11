// How much of a returned line was invoiced, and what each share is worth. Pure arithmetic; every share is a difference of running totals,
// so returns in several steps add up to the receipt and the invoice exactly.
import type { SourceRef } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Rate } from '#kernel/field';
import { divideHalfUp, type Fen, fen, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';
import { costOf, splitTax, type TradeLine } from '#kernel/trade';

export type Shares = {
  /** 暂估 that is taken back: the receipt's cost of what was not invoiced. */
  readonly estimated: Fen;
  /** It was taken back at the start of the month already (月初回冲) and stands on 在途物资 in red. */
  readonly takenBack: boolean;
  /** Taken back from 应付 and 进项税: the invoice's figures of what was invoiced. `net` is its cost. */
  readonly billedQty: Micro;
  readonly net: Fen;
  readonly tax: Fen;
  readonly gross: Fen;
};
type Received = {
  /** Quantity that came in, and what it put into 暂估应付 (under 标准成本 stock came in at another value). */
  readonly moved: { readonly qty: bigint; readonly cost: bigint };
  readonly takenBack: boolean;
  readonly invoiced: { readonly qty: bigint; readonly amount: bigint };
  readonly returned: bigint;
};

/**
 * Shares of every line. Goods not yet invoiced go back first: the supplier has no invoice to correct for them.
 * `returned` runs on inside the document, so two lines of one receipt line do not return the same pieces.
 * `deducts`: whether the invoice's tax was deducted or may be; otherwise it is part of the cost.
 */
export function sharesOf(lines: readonly TradeLine[], facts: Facts, deducts: boolean): readonly Shares[] {
  const running = new Map<string, bigint>();
  return lines.map((line) => {
    const qty = present(line.baseQty, 'base quantity');
    const received = line.source ? receivedOf(line.source, facts) : null;
    if (!line.source || !received) return { estimated: costOf(line, facts), takenBack: false, billedQty: NO_QTY, net: NO_FEN, tax: NO_FEN, gross: NO_FEN };
    const key = `${line.source.doc}/${line.source.line}`;
    const returned = running.get(key) ?? received.returned;
    running.set(key, returned + qty);
    return share({ ...received, returned }, qty, { rate: line.taxRate ?? (0n as Rate), deducts });
  });
}

function receivedOf(of: SourceRef, facts: Facts): Received | null {
  const source = facts.sources[of.doc];
  const [line, moved] = [source?.lines[of.line], source?.moved[of.line]];
  if (!line || !moved || moved.qty <= 0n) return null;
  const billed = line.done['invoiced'] ?? { qty: 0n, amount: 0n };
  return {
    moved: { qty: moved.qty, cost: costOf(line as unknown as TradeLine, facts) },
    takenBack: (line.done['taken-back']?.qty ?? 0n) > 0n,
    // What the supplier has taken off the bill (采购折让) is not owed back once more.
    invoiced: { qty: billed.qty, amount: billed.amount - (line.done['allowed']?.amount ?? 0n) },
    returned: line.done['returned']?.qty ?? 0n,
  };
}

function share(r: Received, qty: Micro, tax: { readonly rate: Rate; readonly deducts: boolean }): Shares {
  const invoiced = r.invoiced.qty > r.moved.qty ? r.moved.qty : r.invoiced.qty;
  const billedUpTo = (returned: bigint): bigint => {
    const over = returned - (r.moved.qty - invoiced);
    return over > 0n ? over : 0n;
  };
  const [from, to] = [billedUpTo(r.returned), billedUpTo(r.returned + qty)];
  const free = qty - (to - from);
  // The invoice cleared the cost of its own quantity; the 暂估 that is left lies behind it.
  const costUpTo = (x: bigint): bigint => divideHalfUp(r.moved.cost * x, r.moved.qty);
  const start = invoiced + r.returned - from;
  const grossUpTo = (x: bigint): Fen => fen(invoiced === 0n ? 0n : divideHalfUp(r.invoiced.amount * x, invoiced));
  const netUpTo = (x: bigint): bigint => (tax.deducts ? splitTax(grossUpTo(x), tax.rate).net : grossUpTo(x));
  const [gross, net] = [grossUpTo(to) - grossUpTo(from), netUpTo(to) - netUpTo(from)];
  return { estimated: fen(costUpTo(start + free) - costUpTo(start)), takenBack: r.takenBack, billedQty: micro(to - from), net: fen(net), tax: fen(gross - net), gross: fen(gross) };
}
