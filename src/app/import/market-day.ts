// One day of the supermarket as three documents: what was bought, what was sold, what was thrown away. Pure.
import type { Day } from '#kernel/day';
import { formatPrice, formatQty } from '#kernel/decimal';
import { amountOf, type Micro, micro } from '#kernel/quantity';
import type { MarketDay, Sold } from './market-file.ts';

export type MarketIds = { readonly items: ReadonlyMap<string, string>; readonly supplier: string; readonly warehouse: string; readonly wallet: string; readonly reason: string };
export type DayDocument = {
  readonly type: 'goods-receipt' | 'retail-sale' | 'write-off';
  readonly body: { readonly day: Day; readonly head: Record<string, unknown>; readonly lines: readonly Record<string, unknown>[] };
};

const bought = (row: Sold): Micro => micro(row.sold + row.lost);

/**
 * The quantities of a row's receipt lines. One line whenever the 分 allow it; else two, what will be sold and what will be lost.
 * Why that makes the cost of sales exactly round(sold × price): with S = sold·p, L = lost·p and rounding errors a, b ∈ (−½, ½] 分, the pool holds
 * S + a + L + b, and the sale's share of it differs from S + a by q·b − (1−q)·a with q = sold ÷ bought, which is strictly inside ±½ 分:
 * the share rounds to S + a, and the write-off takes the rest, L + b.
 */
export function receiptQuantities(row: Sold): readonly Micro[] {
  if (row.lost === 0n) return [row.sold];
  const apart = amountOf(row.sold, row.wholesale) + amountOf(row.lost, row.wholesale);
  return amountOf(bought(row), row.wholesale) === apart ? [bought(row)] : [row.sold, row.lost];
}

/** The day's documents in the order they happened. Vegetables are exempt from VAT in circulation (财税〔2011〕137号), so every rate is 0. */
export function documentsOf({ day, rows }: MarketDay, ids: MarketIds): readonly DayDocument[] {
  const item = (row: Sold) => ids.items.get(row.sku);
  const lost = rows.filter((r) => r.lost > 0n);
  const receipt: DayDocument = {
    type: 'goods-receipt',
    body: {
      day,
      head: { supplier: ids.supplier, warehouse: ids.warehouse },
      lines: rows.flatMap((r) => receiptQuantities(r).map((qty) => ({ item: item(r), qty: formatQty(qty), price: formatPrice(r.wholesale), taxRate: '0' }))),
    },
  };
  const sale: DayDocument = {
    type: 'retail-sale',
    body: {
      day,
      head: { warehouse: ids.warehouse, wallet: ids.wallet },
      lines: rows.map((r) => ({ item: item(r), qty: formatQty(r.sold), price: formatPrice(r.price), taxRate: '0' })),
    },
  };
  const waste: DayDocument = {
    type: 'write-off',
    body: { day, head: { warehouse: ids.warehouse, reason: ids.reason }, lines: lost.map((r) => ({ item: item(r), qty: formatQty(r.lost) })) },
  };
  return lost.length > 0 ? [receipt, sale, waste] : [receipt, sale];
}
