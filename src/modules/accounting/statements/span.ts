// Which periods the columns of a statement cover. The fiscal year is the calendar year (会计法). Pure.
import type { Standard } from '#kernel/facts';
import { type Period, period as asPeriod, periodText } from '#kernel/day';
import type { StatementKind } from './form.ts';

export type Span = 'month' | 'quarter' | 'year';
export const SPAN_ZH: Readonly<Record<Span, string>> = { month: '月报', quarter: '季报', year: '年报' };

export type Spans = {
  /** The last period shown. */
  readonly to: Period;
  readonly yearStart: Period;
  /** Where 本期 begins. */
  readonly from: Period;
  /** The same periods a year ago; a whole year for a 年报. */
  readonly previousFrom: Period;
  readonly previousTo: Period;
};

export function spansOf(to: Period, span: Span): Spans {
  const year = Math.floor(to / 100);
  const month = to % 100;
  const first = span === 'month' ? month : span === 'quarter' ? month - ((month - 1) % 3) : 1;
  return {
    to,
    yearStart: asPeriod(year * 100 + 1),
    from: asPeriod(year * 100 + first),
    previousFrom: asPeriod((year - 1) * 100 + first),
    previousTo: asPeriod((year - 1) * 100 + (span === 'year' ? 12 : month)),
  };
}

export type ColumnHead = { readonly key: string; readonly zh: string };

/** The two columns the form prints: balances now and at the beginning of the year; flows of the span and of the year so far, or of two years. */
export function columnsOf(kind: StatementKind, standard: Standard, span: Span): readonly [ColumnHead, ColumnHead] {
  if (kind === 'balance-sheet')
    return [
      { key: 'closing', zh: '期末余额' },
      { key: 'opening', zh: standard === 'ASSBE' ? '年初余额' : '上年年末余额' },
    ];
  if (span !== 'year')
    return [
      { key: 'current', zh: '本期金额' },
      { key: 'cumulative', zh: '本年累计金额' },
    ];
  return standard === 'ASSBE'
    ? [
        { key: 'cumulative', zh: '本年累计金额' },
        { key: 'previous', zh: '上年金额' },
      ]
    : [
        { key: 'cumulative', zh: '本期金额' },
        { key: 'previous', zh: '上期金额' },
      ];
}

/** What the head of the sheet says: 2026年3月, 2026年第1季度, 2026年度. */
export const spanText = (to: Period, span: Span): string =>
  span === 'month' ? periodText(to) : span === 'quarter' ? `${Math.floor(to / 100)}年第${Math.ceil((to % 100) / 3)}季度` : `${Math.floor(to / 100)}年度`;
