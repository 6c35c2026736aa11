// 农产品收购 and the like: the share of the purchase price that may be deducted as input VAT, from a day on (facts/china.md P10, 实施条例 §12).
// A line's own rate goes before the table. Whether the further 1 % for what is made into goods taxed at 13 % still holds since 2026 is not known to us
// (facts/china.md P10), so nothing proposes it; the rates before 2019-04 are from memory.
import type { Day } from '#kernel/day';
import { rate, type Rate } from '#kernel/field';

export const ACQUISITION_RATES: readonly { readonly from: string; readonly rate: Rate }[] = [
  { from: '2017-07-01', rate: rate(110_000n) },
  { from: '2018-05-01', rate: rate(100_000n) },
  { from: '2019-04-01', rate: rate(90_000n) },
];

/** The rate valid on a day; nothing may be deducted before the first. */
export const acquisitionRateOn = (day: Day): Rate => ACQUISITION_RATES.findLast((r) => r.from <= day)?.rate ?? rate(0n);
