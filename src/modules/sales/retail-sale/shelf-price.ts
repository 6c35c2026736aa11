// The price on the shelf: the item's 零售价 for lines without a price, unless the price book has one for this customer.
import { parseDecimal } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { divideHalfUp, price } from '#kernel/money';
import { ratioOf, type TradeLine } from '#kernel/trade';

/** Fills missing prices; 零售价 is per base unit and scaled to the line's unit. */
export function atShelfPrice<L extends TradeLine>(lines: readonly L[], facts: Facts): readonly L[] {
  return lines.map((line) => {
    const item = facts.items[line.item];
    const shelf = facts.records[line.item]?.data['salePrice'];
    if (line.price !== null || facts.prices[line.item] !== undefined || !item || typeof shelf !== 'string') return line;
    const [each, ratio] = [parseDecimal(shelf, 6), ratioOf(item, line.unit)];
    return each === null || ratio === null ? line : { ...line, price: price(divideHalfUp(each * ratio.num, ratio.den)) };
  });
}
