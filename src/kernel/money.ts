// Money: amounts in 分 (Fen) and unit prices in 10⁻⁶ 元 (Price). Both are bigint; `number` never carries money.
import { must } from './must.ts';

/** An amount in 分 (1/100 元). */
export type Fen = bigint & { readonly unit: 'fen' };
/** A price per unit in 10⁻⁶ 元, so that 0.333333 元 per piece can be written down. */
export type Price = bigint & { readonly unit: 'price' };

export const fen = (value: bigint): Fen => value as Fen;
export const price = (value: bigint): Price => value as Price;
export const NO_FEN = fen(0n);

/** Divides rounding half away from zero (四舍五入). `denominator` must be positive. */
export function divideHalfUp(numerator: bigint, denominator: bigint): bigint {
  must(denominator > 0n, 'divideHalfUp needs a positive denominator');
  const half = denominator / 2n;
  return numerator >= 0n ? (numerator + half) / denominator : -((-numerator + half) / denominator);
}

export const addFen = (...amounts: readonly Fen[]): Fen => fen(amounts.reduce((sum: bigint, a) => sum + a, 0n));
export const negate = (amount: Fen): Fen => fen(-amount);

/** Sums one amount of every row. */
export const sumFen = <T>(rows: readonly T[], pick: (row: T) => Fen): Fen => fen(rows.reduce((sum: bigint, row) => sum + pick(row), 0n));

/**
 * Splits `total` over `weights` so that the parts add up to `total` exactly: each part is rounded down from the
 * running share, the remainder falls to later parts. All-zero weights give everything to the last part.
 */
export function splitFen(total: Fen, weights: readonly bigint[]): Fen[] {
  const whole = weights.reduce((sum, w) => sum + w, 0n);
  if (whole === 0n) return weights.map((_, i) => (i === weights.length - 1 ? total : NO_FEN));
  let weightSoFar = 0n;
  let given = 0n;
  return weights.map((w) => {
    weightSoFar += w;
    const upTo = divideHalfUp(total * weightSoFar, whole);
    const part = fen(upTo - given);
    given = upTo;
    return part;
  });
}
