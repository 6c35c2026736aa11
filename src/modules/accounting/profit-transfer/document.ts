// 结转损益单: income and expense of a month go into 本年利润, and at the end of the year 本年利润 into 未分配利润. Made by the month close, account by account.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, ref } from '#kernel/field';
import { fen, sumFen } from '#kernel/money';
import { CLOSING_REFUSALS, TURN } from '../closing/entry.ts';
import { decideProfitTransfer } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice(
    '结转',
    [
      { value: 'month', zh: '本期损益 → 本年利润' },
      { value: 'year', zh: '本年利润 → 未分配利润' },
    ],
    { required: true, initial: 'month' },
  ),
  turn: TURN,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  account: ref('account', '科目', { required: true }),
  balance: money('转出余额', { required: true, sign: 'any', hint: '借方余额填正数，贷方余额填负数' }),
} as const;

export const REFUSALS = {
  ...COMMON,
  ...CLOSING_REFUSALS,
  'not-december': { http: 422, retry: 'never', zh: '本年利润只在年末（12 月）结转' },
  'not-a-profit-account': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”不是损益类科目，不能结转到本年利润' },
  'not-a-year-account': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”不是本年利润或利润分配的明细科目' },
} as const;

export const profitTransfer = defineDocument({
  type: 'profit-transfer',
  zh: '结转损益单',
  prefix: 'JZSY',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: (doc) => doc,
  decide: decideProfitTransfer,
  // Its total is what it leaves on 本年利润 or 未分配利润: the profit, or a loss below zero.
  summary: (doc) => ({
    party: null,
    warehouse: null,
    total: fen(-sumFen(doc.lines, (l) => l.balance)),
    title: doc.head.kind === 'year' ? '年末结转' : '结转损益',
  }),
});
