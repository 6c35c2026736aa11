// 税费计提单: taxes and surcharges a period owes, each from its base and rate. The month close proposes 附加税 and, where wanted, 所得税; the rest is entered.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, percent } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { TURN } from '../closing/entry.ts';
import { decideTaxAccrual, taxOf } from './decide.ts';
import { screen } from './screen.ts';
import { TAX_CHOICES, TAXES, isTax } from './taxes.ts';

export const HEAD = {
  turn: TURN,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  tax: choice('税种', TAX_CHOICES, { required: true }),
  base: money('计税依据', { required: true, sign: 'any', hint: '附加税为实际应缴的增值税、消费税；所得税为累计利润' }),
  rate: percent('税率', { required: true }),
  reduced: percent('减征比例', { hint: '如六税两费减半填 50%' }),
  accrued: money('已计提', { sign: 'any', hint: '所得税按累计利润计算时，填本年已计提数' }),
  amount: money('税额', { computed: true }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'nothing-to-accrue': { http: 422, retry: 'never', zh: '计提金额为零，请检查计税依据和税率' },
  'tax-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{tax}”重复，请合并为一行' },
} as const;

export const taxAccrual = defineDocument({
  type: 'tax-accrual',
  zh: '税费计提单',
  prefix: 'SFJT',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: (doc) => ({ ...doc, lines: doc.lines.map((line) => ({ ...line, amount: taxOf(line) })) }),
  decide: decideTaxAccrual,
  summary: (doc) => ({
    party: null,
    warehouse: null,
    total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN),
    title: [...new Set(doc.lines.flatMap((l) => (isTax(l.tax) ? [TAXES[l.tax].zh] : [])))].join('、').slice(0, 100),
  }),
});
