// Prices of the item's record, as figures.
import { parseDecimal } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';

/** A price of the item's record, per base unit and tax included, in 10⁻⁶ 元; null when it is empty or zero. */
export function priceField(item: string, field: 'purchasePrice' | 'salePrice', facts: Facts): bigint | null {
  const text = facts.records[item]?.data[field];
  const value = typeof text === 'string' ? parseDecimal(text, 6) : null;
  return value === 0n ? null : value;
}
