// 期末调汇单: debts and wallets in 外币 at the rate of the month's last day. On the first of the next month its red twin takes it back, so that
// every debt keeps the rate it was booked at and the difference on payment is counted from there; over the months the sums are the same.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { money, note, ref, text, unitPrice } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { completeRevaluation, decideRevaluation } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { remark: note('备注', { max: 500 }) } as const;
export const LINE = {
  openItem: ref('open-item', '往来单据'),
  wallet: ref('wallet', '结算账户'),
  currency: ref('currency', '币种', { required: true }),
  number: text('单号', { computed: true }),
  foreign: money('外币余额', { sign: 'any', hint: '账户行填写对账单余额；往来行由系统填写' }),
  booked: money('账面人民币', { sign: 'any', hint: '账户行填写账面余额；往来行由系统填写' }),
  rate: unitPrice('期末汇率', { sign: 'positive', hint: '留空按币种汇率表' }),
  worth: money('折合人民币', { computed: true, sign: 'any' }),
  difference: money('汇兑差额', { computed: true, sign: 'any' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'item-or-wallet': { http: 422, retry: 'never', zh: '第 {line} 行：往来单据和结算账户须填一个，且只能填一个' },
  'open-item-gone': { http: 422, retry: 'never', zh: '第 {line} 行：所选往来单据不存在，请重新选择' },
  'other-currency': { http: 422, retry: 'never', zh: '第 {line} 行：{number} 不是“{currency}”的往来或账户，请改币种或删去该行' },
  'advance-not-revalued': { http: 422, retry: 'never', zh: '第 {line} 行：{number} 是预收或预付，属非货币性项目，不调汇，请删去该行' },
  'balance-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请填写账户的外币余额和账面人民币余额' },
  'rate-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{currency}”在 {day} 没有汇率，请填写期末汇率或先维护币种汇率' },
  'line-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行重复，请删去一行' },
  'not-month-end': { http: 422, retry: 'never', zh: '期末调汇的单据日期应为月末最后一天（{last}），请改日期' },
} as const;

export const fxRevaluation = defineDocument({
  type: 'fx-revaluation',
  zh: '期末调汇单',
  prefix: 'QMTH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { openItems: 'payable' },
  refusals: REFUSALS,
  screen,
  complete: completeRevaluation,
  decide: decideRevaluation,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.difference ?? NO_FEN) }),
});
