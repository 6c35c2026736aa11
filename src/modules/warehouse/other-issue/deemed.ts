// The taxable value of goods given away: market price × quantity (增值税法 §19), and the tax inside it. Pure.
import type { Facts } from '#kernel/facts';
import type { Rate } from '#kernel/field';
import { divideHalfUp, type Fen, price as asPrice, type Price } from '#kernel/money';
import { amountOf } from '#kernel/quantity';
import { ratioOf, splitTax, type StockLine } from '#kernel/trade';
import { priceField } from '../record-price.ts';

type Given = StockLine & { readonly price: Price | null; readonly taxRate: Rate | null };
export type Deemed = { readonly price: Price | null; readonly taxRate: Rate | null; readonly gross: Fen | null; readonly tax: Fen | null };

/** Fills price, rate, value and tax of a line given away; a line that is not carries none of them. A small taxpayer names the rate: the item's is the general one. */
export function deemed(line: Given, isDeemed: boolean, facts: Facts): Deemed {
  if (!isDeemed) return { price: null, taxRate: null, gross: null, tax: null };
  const item = facts.items[line.item];
  const listed = priceField(line.item, 'salePrice', facts);
  const ratio = item ? ratioOf(item, line.unit) : null;
  const price = line.price ?? (listed === null || !ratio ? null : asPrice(divideHalfUp(listed * ratio.num, ratio.den)));
  const taxRate = line.taxRate ?? (facts.org.vat === 'general' ? (item?.taxRate ?? null) : null);
  if (price === null || taxRate === null) return { price, taxRate, gross: null, tax: null };
  const gross = amountOf(line.qty, price);
  return { price, taxRate, gross, tax: splitTax(gross, taxRate).tax };
}
