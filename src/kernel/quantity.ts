// Quantities in 10⁻⁶ units (Micro) and exact unit ratios: 1 箱 = 9 件 loses nothing in either direction.
import { divideHalfUp, fen, type Fen, type Price, price } from './money.ts';
import { must } from './must.ts';

/** A quantity in millionths of the item's unit. */
export type Micro = bigint & { readonly unit: 'micro' };
/** How many base units one unit holds, as a fraction: `{num: 9n, den: 1n}` for 1 箱 = 9 件. */
export type Ratio = { readonly num: bigint; readonly den: bigint };

export const micro = (value: bigint): Micro => value as Micro;
export const NO_QTY = micro(0n);

export const WHOLE: Ratio = { num: 1n, den: 1n };

export const sumMicro = <T>(rows: readonly T[], pick: (row: T) => Micro): Micro => micro(rows.reduce((sum: bigint, row) => sum + pick(row), 0n));

/**
 * Quantity in the base unit, or null when it would not be exact to 10⁻⁶
 * (the caller refuses; a silent rounding would leave 0.000001 on the shelf for ever).
 */
export function toBase(qty: Micro, ratio: Ratio): Micro | null {
  must(ratio.num > 0n && ratio.den > 0n, 'unit ratio must be positive');
  const scaled = qty * ratio.num;
  return scaled % ratio.den === 0n ? micro(scaled / ratio.den) : null;
}

/** qty × price in 分, rounded half up once. qty is 10⁻⁶ units, price 10⁻⁶ 元, so the product is 10⁻¹² 元. */
export const amountOf = (qty: Micro, each: Price): Fen => fen(divideHalfUp(qty * each, 10_000_000_000n));

/** Unit price of an amount, rounded half up to 10⁻⁶ 元; 0 for no quantity. */
export const priceOf = (amount: Fen, qty: Micro): Price =>
  qty === 0n ? price(0n) : price(qty > 0n ? divideHalfUp(amount * 10_000_000_000n, qty) : divideHalfUp(-amount * 10_000_000_000n, -qty));
