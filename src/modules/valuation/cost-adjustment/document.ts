// 出库成本调整单: what issued goods turn out to have cost, after a late, corrected or revalued receipt or at the end of a month. Only the house makes it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { choice, int, money, qty, ref } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { refuse } from '#kernel/refusal';
import { screen } from './screen.ts';

export const HEAD = {
  cause: ref('document', '起因单据', { computed: true }),
  reason: choice(
    '起因',
    [
      { value: 'late', zh: '补录或更正' },
      { value: 'reversal', zh: '红冲' },
      { value: 'value', zh: '价差或费用分摊' },
      { value: 'month', zh: '月末计价' },
      { value: 'count', zh: '盘点差异随补录更正' },
    ],
    { computed: true },
  ),
  lines: int('调整笔数', { computed: true }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true, computed: true }),
  documents: int('涉及单据', { computed: true }),
  count: int('调整笔数', { computed: true }),
  qty: qty('盘盈盘亏变动', { sign: 'any', computed: true, hint: '补录、更正了盘点之前的单据，盘点差异随之改变；只调成本时为空' }),
  amount: money('出库成本增加', { sign: 'any', secret: 'cost', computed: true, hint: '负数为减少' }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'house-made': { http: 409, retry: 'never', zh: '出库成本调整单由系统在补录、更正、红冲、价差入账和月末计价时自动生成，不能手工录入；请补录或更正原单据' },
} as const;

export const costAdjustment = defineDocument({
  type: 'cost-adjustment',
  zh: '出库成本调整单',
  prefix: 'CBTZ',
  head: HEAD,
  line: LINE,
  // Corrections are put right by further corrections, so there is no way back.
  flow: { draft: { approve: 'posted' } },
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  madeBy: 'house',
  companyWide: true,
  complete: (doc) => doc,
  decide: () => refuse('house-made'),
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN) }),
});
