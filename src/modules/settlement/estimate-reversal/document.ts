// 暂估冲回单: open estimates of earlier months taken back in red on the first of a month (月初回冲), and put back at its end where no bill has come.
// Goods stay on the shelf at their estimate: what is taken back stands on 在途物资 in red, so that stock and ledger agree and 存货 in the
// balance sheet is what the red entry makes it (facts/china.md P3, P4).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, qty, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { completeEstimates, decideEstimateReversal, mayReverseEstimate } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice(
    '业务',
    [
      { value: 'take-back', zh: '月初冲回' },
      { value: 'again', zh: '月末暂估' },
    ],
    { required: true, initial: 'take-back' },
  ),
  supplier: ref('supplier', '供应商', { required: true }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品'),
  used: qty('已开票或已退', { computed: true }),
  baseQty: qty('未到票数量', { computed: true, sign: 'any' }),
  amount: money('暂估金额', { computed: true, secret: 'cost', sign: 'any', hint: '冲回为正，月末重新暂估为负' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'estimate-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请从采购入库单或没有来源的采购退货单选单' },
  'line-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行是同一入库行 {source}，请删去一行' },
  'nothing-estimated': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”（{source}）已全部开票或退货，没有暂估可冲回，请删去该行' },
  'taken-already': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（{source}）的暂估已经冲回，请删去该行' },
  'not-taken-back': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（{source}）的暂估没有冲回过，不需要重新暂估，请删去该行' },
  'same-month': { http: 422, retry: 'never', zh: '第 {line} 行：{source} 是{period}入库，暂估要到下月初才冲回；请改单据日期' },
  'billed-since': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（{source}）冲回后又有开票、退货或暂估；请先红冲这些单据，再红冲本单' },
} as const;

export const estimateReversal = defineDocument({
  type: 'estimate-reversal',
  zh: '暂估冲回单',
  prefix: 'ZGCH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    { type: 'goods-receipt', progress: 'taken-back', limit: 'none', head: { supplier: 'supplier' }, line: { item: 'item' } },
    { type: 'goods-return', progress: 'taken-back', limit: 'none', head: { supplier: 'supplier' }, line: { item: 'item' } },
  ],
  needs: { sourcePostings: true },
  refusals: REFUSALS,
  screen,
  complete: completeEstimates,
  decide: decideEstimateReversal,
  mayReverse: mayReverseEstimate,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN) }),
});
