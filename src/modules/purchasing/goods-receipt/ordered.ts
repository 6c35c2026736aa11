// What a receipt line remembers of its order for 三单匹配: the price agreed there, how much was ordered, and what came beyond it. Pure.
import type { Facts } from '#kernel/facts';
import { divideHalfUp, type Price, price } from '#kernel/money';
import { type Micro, micro } from '#kernel/quantity';
import { ratioOf, type TradeLine } from '#kernel/trade';

export type Ordered = { readonly agreed: Price | null; readonly ordered: Micro | null; readonly beyond: Micro | null };

/** The price follows the unit: ordered per 箱, received per 瓶. Two lines of one order line count together. Lines without an order remember nothing. */
export function withOrders<L extends TradeLine>(lines: readonly L[], facts: Facts): readonly (L & Ordered)[] {
  const running = new Map<string, bigint>();
  return lines.map((line) => {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const order = line.source ? from?.lines[line.source.line] : undefined;
    if (!line.source || from?.type !== 'purchase-order' || !order) return { ...line, agreed: null, ordered: null, beyond: null };
    const theirs = order as unknown as TradeLine;
    const key = `${line.source.doc}/${line.source.line}`;
    const [whole, mine] = [theirs.baseQty ?? 0n, line.baseQty ?? 0n];
    const total = (running.get(key) ?? order.done['received']?.qty ?? 0n) + mine;
    running.set(key, total);
    const over = total - whole;
    return { ...line, agreed: priceIn(line, theirs, facts), ordered: micro(whole), beyond: micro(over <= 0n ? 0n : over < mine ? over : mine) };
  });
}

function priceIn(line: TradeLine, theirs: TradeLine, facts: Facts): Price | null {
  const item = facts.items[line.item];
  const [mine, other] = item ? [ratioOf(item, line.unit), ratioOf(item, theirs.unit)] : [null, null];
  return theirs.price === null || !mine || !other ? null : price(divideHalfUp(theirs.price * mine.num * other.den, mine.den * other.num));
}
