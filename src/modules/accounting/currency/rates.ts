// What a foreign amount is worth in 人民币: rates valid from a day on, rounded to the 分 once. Pure.
import { parseDecimal } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import type { RecordFacts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen, type Price, price } from '#kernel/money';

/** The rate of a day: the latest that is valid by then; null before the first. 1 unit of the currency in 10⁻⁶ 元. */
export function rateOn(currency: RecordFacts | undefined, day: Day): Price | null {
  const rates = (currency?.data['rates'] ?? []) as readonly { readonly from: string; readonly rate: string }[];
  const valid = rates.filter((r) => r.from <= day).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0];
  const parsed = valid ? parseDecimal(valid.rate, 6) : null;
  return parsed === null ? null : price(parsed);
}

/** Cents of a currency at a rate, in 分, half up. */
export const inYuan = (foreign: bigint, rate: Price): Fen => fen(divideHalfUp(foreign * rate, 1_000_000n));
