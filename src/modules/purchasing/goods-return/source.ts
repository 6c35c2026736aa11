// What a return line takes from its receipt line: price, tax rate and lot are the receipt's, whatever was typed. Pure.
import type { Facts } from '#kernel/facts';
import { divideHalfUp, price } from '#kernel/money';
import { ratioOf, type TradeLine } from '#kernel/trade';

/** The price follows the unit: received per 箱, returned per 瓶. Lines without a source stay as they are. */
export function fromReceipt<L extends TradeLine & { readonly lot: string | null }>(line: L, facts: Facts): L {
  const source = (line.source ? facts.sources[line.source.doc]?.lines[line.source.line] : undefined) as unknown as L | undefined;
  const item = facts.items[line.item];
  if (!source || !item || source.item !== line.item) return line;
  const unit = line.unit ?? source.unit;
  const [mine, theirs] = [ratioOf(item, unit), ratioOf(item, source.unit)];
  const scaled = source.price === null || !mine || !theirs ? null : price(divideHalfUp(source.price * mine.num * theirs.den, mine.den * theirs.num));
  return { ...line, unit, price: scaled ?? line.price, taxRate: source.taxRate ?? line.taxRate, lot: line.lot ?? source.lot };
}
