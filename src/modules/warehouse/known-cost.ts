// What goods cost when no document says so: what the pool says (its average, its last known cost), else the item's reference purchase price without deductible VAT, else nobody knows.
import type { CostLedger } from '#costing';
import { parseDecimal } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { type Fen, price } from '#kernel/money';
import { present } from '#kernel/must';
import { amountOf, type Micro } from '#kernel/quantity';
import { splitTax } from '#kernel/trade';

/** Cost of goods, or null when it cannot be known: neither stock nor an earlier movement nor the item's record says anything. */
export function knownCost(
  goods: { readonly item: string; readonly warehouse: string; readonly lot: string | null; readonly qty: Micro },
  around: { readonly facts: Facts; readonly costs: CostLedger },
): Fen | null {
  const { facts, costs } = around;
  const { item, qty } = goods;
  const average = costs.worth(goods);
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
