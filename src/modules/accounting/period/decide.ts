// When a period (会计期间) may be closed or opened again. Pure. The month close (closing/) books what these rules ask for, then closes.
import { formatFen } from '#kernel/decimal';
import { period as asPeriod, periodText } from '#kernel/day';
import { gather, refuse, type RefusalTable, type Refused } from '#kernel/refusal';

export type PeriodState = 'open' | 'closing' | 'closed';
export type PeriodFacts = {
  readonly states: Readonly<Record<number, PeriodState>>;
  /** Drafts and documents waiting for approval, dated in the period. */
  readonly unfinished: readonly { readonly number: string }[];
  /** Voucher numbers drawn but not there (12号 §21(三): 连续编号). */
  readonly missingVouchers: number;
  /** Debits less credits of the period, 分. */
  readonly off: bigint;
  /** What income and expense accounts still hold at the end of the period, each without its sign, 分. */
  readonly profitLeft: bigint;
  /** What 本年利润 still holds at the end of the period, 分; asked in December. */
  readonly yearLeft: bigint;
  /** Stock less what the ledger says of it, 分. */
  readonly stockOff: bigint;
  /** Balance of 待处理财产损溢, 分; asked in December. */
  readonly suspense: bigint;
  /** 计价方法变更单 of later months that stand: their new methods start from what this month left. */
  readonly methodChanges?: readonly { readonly number: string }[];
};

export const PERIOD_REFUSALS = {
  'period-not-there': { http: 404, retry: 'never', zh: '{period}不在已启用的会计期间内' },
  'period-is-closed': { http: 409, retry: 'never', zh: '{period}已经结账' },
  'period-is-open': { http: 409, retry: 'never', zh: '{period}没有结账，不需要反结账' },
  'earlier-open': { http: 409, retry: 'never', zh: '{earlier}尚未结账，请先结账较早的期间' },
  'later-closed': { http: 409, retry: 'never', zh: '{later}已结账，请先反结账较晚的期间' },
  'unfinished-documents': { http: 409, retry: 'never', zh: '{period}还有 {count} 张单据未审核：{list}；请审核、作废，或把日期改到下月' },
  'voucher-gap': { http: 409, retry: 'never', zh: '{period}凭证号不连续，缺 {count} 号，请联系管理员运行 hengcang verify' },
  'trial-off': { http: 409, retry: 'never', zh: '{period}试算不平衡，相差 {off}，请联系管理员运行 hengcang verify' },
  'profit-left': { http: 409, retry: 'later', zh: '{period}的损益科目还有 {left} 未结转，请在“结账”页结账，系统会自动结转' },
  'year-left': { http: 409, retry: 'later', zh: '{period}的本年利润还有 {left} 未转入未分配利润，请在“结账”页结账' },
  'stock-off': { http: 409, retry: 'never', zh: '库存金额与总账存货相差 {off}，请运行体检' },
  'suspense-left': { http: 409, retry: 'never', zh: '待处理财产损溢还有余额 {left}，年末结账前须处理完毕' },
  'method-changed': { http: 409, retry: 'never', zh: '{period}之后有计价方法变更单 {list}，新方法从结账时的成本起算；请先红冲变更单，再反结账' },
  'reopen-reason-needed': { http: 422, retry: 'never', zh: '请填写反结账的原因' },
  'whole-company-needed': { http: 403, retry: 'never', zh: '结账须由可查看全公司单据的人办理' },
} as const satisfies RefusalTable;

const LISTED = 20;
const periodsWhere = (facts: PeriodFacts, fits: (p: number, state: PeriodState) => boolean): number[] =>
  Object.entries(facts.states)
    .flatMap(([p, state]) => (fits(Number(p), state) ? [Number(p)] : []))
    .toSorted((a, b) => a - b);
const text = (p: number | undefined): string => (p === undefined ? '' : periodText(asPeriod(p)));

/** Null when the period may be closed. */
export function decideClose(period: number, facts: PeriodFacts): Refused | null {
  const state = facts.states[period];
  if (state === undefined) return refuse('period-not-there', { with: { period: text(period) } });
  if (state === 'closed') return refuse('period-is-closed', { with: { period: text(period) } });
  const earlier = periodsWhere(facts, (p, s) => p < period && s !== 'closed');
  const december = period % 100 === 12;
  const list =
    facts.unfinished
      .slice(0, LISTED)
      .map((d) => d.number)
      .join('、') + (facts.unfinished.length > LISTED ? ' 等' : '');
  return gather([
    earlier.length > 0 && refuse('earlier-open', { with: { earlier: earlier.map(text).join('、') } }),
    facts.unfinished.length > 0 && refuse('unfinished-documents', { with: { period: text(period), count: String(facts.unfinished.length), list } }),
    facts.missingVouchers !== 0 && refuse('voucher-gap', { with: { period: text(period), count: String(facts.missingVouchers) } }),
    facts.off !== 0n && refuse('trial-off', { with: { period: text(period), off: formatFen(facts.off) } }),
    facts.stockOff !== 0n && refuse('stock-off', { with: { off: formatFen(facts.stockOff) } }),
    december && facts.suspense !== 0n && refuse('suspense-left', { with: { left: formatFen(facts.suspense) } }),
    facts.profitLeft !== 0n && refuse('profit-left', { with: { period: text(period), left: formatFen(facts.profitLeft) } }),
    december && facts.yearLeft !== 0n && refuse('year-left', { with: { period: text(period), left: formatFen(facts.yearLeft) } }),
  ]);
}

/** Null when the period may be opened again: it is the last closed one, and somebody says why. */
export function decideReopen(period: number, reason: string | null, facts: PeriodFacts): Refused | null {
  const state = facts.states[period];
  if (state === undefined) return refuse('period-not-there', { with: { period: text(period) } });
  if (state === 'open') return refuse('period-is-open', { with: { period: text(period) } });
  const later = periodsWhere(facts, (p, s) => p > period && s === 'closed');
  return gather([
    later.length > 0 && refuse('later-closed', { with: { later: later.map(text).join('、') } }),
    (facts.methodChanges ?? []).length > 0 &&
      refuse('method-changed', {
        with: {
          period: text(period),
          list: (facts.methodChanges ?? [])
            .slice(0, LISTED)
            .map((d) => d.number)
            .join('、'),
        },
      }),
    reason === null && refuse('reopen-reason-needed', { path: 'reason' }),
  ]);
}
