// Amounts of returned lines: shares of what is left of the source line's own amounts, so that the last return leaves not one 分 owing.
import type { Facts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen } from '#kernel/money';
import type { TradeLine } from '#kernel/trade';

type InMoney = TradeLine & { readonly foreign?: Fen | null };
type SoldLine = InMoney & { readonly done: Readonly<Record<string, { readonly qty: bigint; readonly amount: bigint }>> };
type Returned = { readonly qty: bigint; readonly gross: bigint };

/** 分 by which earlier returns may differ from their exact share and still count as made at the sold price; more means a price was agreed. */
const ROUNDING = 5n;

/** The share of the source's amounts that falls on the next `qty` after what was `returned`; null when earlier returns were at other prices. */
export function nextShare(
  sold: { readonly qty: bigint; readonly gross: Fen; readonly net: Fen },
  returned: Returned,
  qty: bigint,
): { readonly gross: Fen; readonly net: Fen; readonly tax: Fen } | null {
  const left = sold.qty - returned.qty;
  const drift = returned.gross - divideHalfUp(sold.gross * returned.qty, sold.qty);
  if (qty > left || drift > ROUNDING || -drift > ROUNDING) return null;
  const gross = divideHalfUp((sold.gross - returned.gross) * qty, left);
  // Net follows the running gross, so that the nets of all returns add up to the net sold.
  const netOf = (upTo: bigint): bigint => (sold.gross === 0n ? 0n : divideHalfUp(sold.net * upTo, sold.gross));
  const net = netOf(returned.gross + gross) - netOf(returned.gross);
  return { gross: fen(gross), net: fen(net), tax: fen(gross - net) };
}

/** The part of what the line came to in its currency, cumulative, so that all returns give back exactly all of it. */
function foreignShare({ foreign, baseQty }: SoldLine, before: bigint, qty: bigint): { readonly foreign?: Fen } {
  if (foreign == null || baseQty === null) return {};
  const upTo = (x: bigint): bigint => divideHalfUp(foreign * x, baseQty);
  return { foreign: fen(upTo(before + qty) - upTo(before)) };
}

/** Lines at their source's price, unit and tax rate get their share of the source's amounts; others keep price × quantity. */
export function amountsAsSold<L extends InMoney>(lines: readonly L[], facts: Facts): readonly L[] {
  const reached = new Map<string, Returned>();
  return lines.map((line) => {
    const sold = line.source ? (facts.sources[line.source.doc]?.lines[line.source.line] as unknown as SoldLine | undefined) : undefined;
    if (!sold?.baseQty || !line.source || line.baseQty === null || sold.gross === null || sold.net === null) return line;
    const key = `${line.source.doc}/${line.source.line}`;
    const returned = reached.get(key) ?? { qty: sold.done['returned']?.qty ?? 0n, gross: sold.done['returned']?.amount ?? 0n };
    const asSold = sold.price === line.price && sold.unit === line.unit && sold.taxRate === line.taxRate && sold.item === line.item;
    const share = asSold ? nextShare({ qty: sold.baseQty, gross: sold.gross, net: sold.net }, returned, line.baseQty) : null;
    const done = share ? { ...line, ...share, ...foreignShare(sold, returned.qty, line.baseQty) } : line;
    reached.set(key, { qty: returned.qty + line.baseQty, gross: returned.gross + (done.gross ?? 0n) });
    return done;
  });
}
