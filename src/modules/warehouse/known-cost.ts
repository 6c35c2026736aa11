// What goods cost when no document says so: the pool's average, else the item's reference purchase price without deductible VAT, else nobody knows.
import { parseDecimal } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { type Fen, price } from '#kernel/money';
import { present } from '#kernel/must';
import { amountOf, type Micro } from '#kernel/quantity';
import { splitTax } from '#kernel/trade';
import type { RunningPools } from './running-pools.ts';

/** Cost of `qty` base units, or null when it cannot be known. Stock without quantity has no average; its last price is not among the facts. */
export function knownCost(item: string, qty: Micro, around: { readonly facts: Facts; readonly pools: RunningPools }): Fen | null {
  const { facts, pools } = around;
  const average = pools.worth(item, qty);
  if (average !== null) return average;
  const listed = priceField(item, 'purchasePrice', facts);
  if (listed === null) return null;
  const gross = amountOf(qty, price(listed));
  return facts.org.vat === 'general' ? splitTax(gross, present(facts.items[item], 'item').taxRate).net : gross;
}

/** A price of the item's record, per base unit and tax included, in 10⁻⁶ 元; null when it is empty or zero. */
export function priceField(item: string, field: 'purchasePrice' | 'salePrice', facts: Facts): bigint | null {
  const text = facts.records[item]?.data[field];
  const value = typeof text === 'string' ? parseDecimal(text, 6) : null;
  return value === 0n ? null : value;
}
