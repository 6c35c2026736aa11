// 采购费用分摊单: freight, insurance, duty and the like, spread over the receipts they brought in, so that goods cost what it took to get them here.
// Its lines are of two kinds: charges (from a supplier's bill, or entered) and the received goods that bear them.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, qty, ref, text, unitPrice } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { completeLandedCost, isCharge } from './complete.ts';
import { decideLandedCost } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  basis: choice(
    '分摊方式',
    [
      { value: 'amount', zh: '按金额' },
      { value: 'qty', zh: '按数量' },
      { value: 'weight', zh: '按重量' },
      { value: 'volume', zh: '按体积' },
    ],
    { required: true, initial: 'amount' },
  ),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  kind: choice(
    '行类别',
    [
      { value: 'charge', zh: '费用' },
      { value: 'goods', zh: '入库商品' },
    ],
    { hint: '从采购发票选的是费用，从采购入库单选的是入库商品' },
  ),
  item: ref('item', '商品'),
  account: ref('account', '费用科目', { hint: '没有发票的费用：从哪个科目转入成本' }),
  supplier: ref('supplier', '供应商', { hint: '没有发票、直接记应付的费用：欠谁' }),
  currency: ref('currency', '币种'),
  foreign: money('外币金额', { sign: 'any', secret: 'price' }),
  rate: unitPrice('汇率', { sign: 'positive', hint: '留空按币种汇率表' }),
  amount: money('费用金额', { sign: 'any', secret: 'price', hint: '不含可抵扣税额；从发票选单留空为未分摊余额' }),
  baseQty: qty('入库数量', { computed: true }),
  base: text('分摊基数', { computed: true }),
  share: money('分摊费用', { computed: true, secret: 'cost', sign: 'any' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'no-charge': { http: 422, retry: 'never', zh: '没有费用行：请从采购发票的费用行选单，或录入费用科目（或供应商）和金额' },
  'no-goods': { http: 422, retry: 'never', zh: '没有入库商品行：请从采购入库单选要分摊的商品' },
  'charge-amount': { http: 422, retry: 'never', zh: '第 {line} 行：请填写费用金额；金额不能为 0' },
  'charge-needs-account': { http: 422, retry: 'never', zh: '第 {line} 行：没有发票的费用须填费用科目或供应商中的一个，且只能填一个' },
  'charge-account-controlled': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”只能由单据生成凭证，请换一个费用科目' },
  'charge-no-expense': { http: 422, retry: 'never', zh: '第 {line} 行：发票 {source} 的这一行是商品，不是费用，不能分摊' },
  'rate-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{currency}”在 {day} 没有汇率，请填写汇率或先维护币种汇率' },
  'over-bill': { http: 409, retry: 'never', zh: '第 {line} 行：发票 {source} 的费用 {whole} 已分摊 {done}，最多还可分摊 {left}，本次 {asked}' },
  'goods-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行是同一入库行，请删去一行' },
  'base-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有{what}，请先在商品资料中填写，或改用其他分摊方式' },
  'base-zero': { http: 422, retry: 'never', zh: '分摊基数合计为零，无法{basis}分摊；请改用其他分摊方式' },
} as const;

export const landedCost = defineDocument({
  type: 'landed-cost',
  zh: '采购费用分摊单',
  prefix: 'FYFT',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    { type: 'purchase-invoice', progress: 'allocated', limit: 'none', head: {}, line: {} },
    { type: 'goods-receipt', progress: 'landed', limit: 'none', head: {}, line: { item: 'item' } },
  ],
  needs: { stock: 'cost', sourcePostings: true },
  refusals: REFUSALS,
  screen,
  complete: completeLandedCost,
  decide: decideLandedCost,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => (isCharge(l) ? (l.amount ?? NO_FEN) : NO_FEN)) }),
});
