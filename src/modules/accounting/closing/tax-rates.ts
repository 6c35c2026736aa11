// Rates and thresholds that a month close works with, each from a day to a day, with its source. A company's own 计提税率 go before these.
// Sources whose text was not seen say how they are known: （据转述） = a careful secondary account of it, （未核原文） = from memory. Pure data.
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
/** Also for 小型微利企业 among general taxpayers, whom the books cannot tell: they add a 计提税率 of their own. */
const SIX_TAXES = '财政部 税务总局公告2023年第12号第二条（据转述）';

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
  {
    of: 'vat',
    month: TEN,
    quarter: THIRTY,
    from: day('2023-01-01'),
    to: day('2025-12-31'),
    inclusive: true,
    source: '财政部 税务总局公告2023年第19号第一条（含本数），2023 年 8 月前为同年第1号（未核原文）',
  },
  {
    of: 'vat',
    month: TEN,
    quarter: THIRTY,
    from: day('2026-01-01'),
    to: day('2027-12-31'),
    inclusive: false,
    source: '增值税法第二十三条：达到起征点的全额计税；起征点月 10 万元、季 30 万元为财政部 税务总局公告2026年第10号（据转述）',
  },
  {
    of: 'education',
    month: TEN,
    quarter: THIRTY,
    from: day('2016-02-01'),
    to: null,
    inclusive: true,
    source: '财税〔2016〕12号第一条：免征教育费附加、地方教育附加、水利建设基金',
  },
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
