// Rates and thresholds that a month close works with, each from a day to a day, with its source. A company's own 计提税率 go before these.
// [M] in a source: from memory, not read in the text; shown to the accountant as a proposal, never booked unseen. Pure data.
import type { Day } from '#kernel/day';
import type { VatStatus } from '#kernel/facts';
import { rate, type Rate } from '#kernel/field';
import { type Fen, fen } from '#kernel/money';
import type { Tax } from '../tax-accrual/taxes.ts';

export type TaxRate = {
  readonly tax: Tax;
  readonly rate: Rate;
  readonly reduced: Rate | null;
  readonly from: Day;
  readonly to: Day | null;
  /** Only for these taxpayers; all when absent. */
  readonly vat?: VatStatus;
  readonly source: string;
};
const day = (text: string): Day => text as Day;
const row = (tax: Tax, percent: bigint, more: Omit<Partial<TaxRate>, 'tax' | 'rate' | 'from'> & { readonly from: string; readonly source: string }): TaxRate => ({
  tax,
  rate: rate(percent * 10_000n),
  reduced: null,
  to: null,
  ...more,
  from: day(more.from),
});
const HALF = rate(500_000n);
const SIX_TAXES = '财政部 税务总局公告2023年第12号 [M]';

export const TAX_RATES: readonly TaxRate[] = [
  row('urban', 7n, { from: '2021-09-01', source: '城市维护建设税法：市区 7%，县城、镇 5%，其他 1%' }),
  row('education', 3n, { from: '2005-10-01', source: '征收教育费附加的暂行规定' }),
  row('localEducation', 2n, { from: '2011-01-01', source: '财综〔2010〕98号' }),
  row('urban', 7n, { from: '2023-01-01', reduced: HALF, to: day('2027-12-31'), vat: 'small', source: SIX_TAXES }),
  row('education', 3n, { from: '2023-01-01', reduced: HALF, to: day('2027-12-31'), vat: 'small', source: SIX_TAXES }),
  row('localEducation', 2n, { from: '2023-01-01', reduced: HALF, to: day('2027-12-31'), vat: 'small', source: SIX_TAXES }),
  row('income', 25n, { from: '2008-01-01', source: '企业所得税法；小型微利企业的优惠由企业自行添加' }),
];

/** Sales without tax below which something is not owed: of a month, of a quarter. */
export type Threshold = {
  readonly of: 'vat' | 'education';
  readonly month: Fen;
  readonly quarter: Fen;
  readonly from: Day;
  readonly to: Day | null;
  readonly inclusive: boolean;
  readonly source: string;
};
const TEN = fen(10_000_000n);
const THIRTY = fen(30_000_000n);

export const THRESHOLDS: readonly Threshold[] = [
  { of: 'vat', month: TEN, quarter: THIRTY, from: day('2023-01-01'), to: day('2025-12-31'), inclusive: true, source: '财政部 税务总局公告2023年第1号、第19号 [M]' },
  {
    of: 'vat',
    month: TEN,
    quarter: THIRTY,
    from: day('2026-01-01'),
    to: day('2027-12-31'),
    inclusive: false,
    source: '增值税法§23 起征点：月 10 万元、季 30 万元，达到的全额计税',
  },
  { of: 'education', month: TEN, quarter: THIRTY, from: day('2016-02-01'), to: null, inclusive: true, source: '财税〔2016〕12号 [M]' },
];

const valid = (x: { readonly from: Day; readonly to: Day | null }, on: Day): boolean => x.from <= on && (x.to === null || on <= x.to);

/** The rate of a tax on a day: the company's own first, then the narrower of the standard table, the newest last. */
export function rateOn(tax: Tax, at: { readonly day: Day; readonly vat: VatStatus }, own: readonly TaxRate[]): TaxRate | null {
  const fitting = (list: readonly TaxRate[]): TaxRate | undefined =>
    list.filter((r) => r.tax === tax && valid(r, at.day) && (r.vat ?? at.vat) === at.vat).toSorted((a, b) => (a.from < b.from ? 1 : -1))[0];
  return fitting(own) ?? fitting(TAX_RATES) ?? null;
}

/** Whether sales of a month or a quarter stay below what must be reached. */
export function isBelow(of: Threshold['of'], sales: bigint, at: { readonly day: Day; readonly span: 'month' | 'quarter' }): boolean {
  const found = THRESHOLDS.find((t) => t.of === of && valid(t, at.day));
  return found !== undefined && (found.inclusive ? sales <= found[at.span] : sales < found[at.span]);
}
