// 采购发票(进项): what the supplier billed. Clears 暂估, books the payable and the input VAT; one number is booked once.
import { RATE_REFUSALS } from '#accounting';
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, flag, money, note, percent, qty, ref, text, unitPrice } from '#kernel/field';
import { grossOf } from '#kernel/trade';
import { NUMBER_REFUSALS } from '../invoice.ts';
import { VERDICT_ZH } from '../matching/tolerance.ts';
import { completePurchaseInvoice } from './complete.ts';
import { decidePurchaseInvoice, mayReversePurchaseInvoice } from './decide.ts';
import { screen } from './screen.ts';

/** 订单、入库单、发票 compared, by the company's tolerances (matching/tolerance.ts). */
const VERDICTS = Object.entries(VERDICT_ZH).map(([value, zh]) => ({ value, zh }));

export const HEAD = {
  supplier: ref('supplier', '供应商', { required: true }),
  kind: choice(
    '发票类型',
    [
      { value: 'special', zh: '专用发票' },
      { value: 'ordinary', zh: '普通发票' },
      { value: 'acquisition', zh: '收购发票' },
      { value: 'none', zh: '无票' },
    ],
    { required: true, initial: 'special' },
  ),
  number: text('发票号码', { max: 20, hint: '数电票 20 位；旧版发票 8 位，另填代码' }),
  code: text('发票代码', { max: 12, hint: '仅旧版发票' }),
  invoiceDay: day('开票日期'),
  certified: flag('已用途确认', { initial: 'true', hint: '未勾选确认抵扣的专票，税额先记“待认证进项税额”' }),
  currency: ref('currency', '币种', { hint: '留空为人民币；填了币种，单价和票面价税合计按该币种填' }),
  rate: unitPrice('汇率', { sign: 'positive', hint: '留空按币种在开票日的汇率' }),
  due: day('付款到期日', { hint: '留空按供应商账期' }),
  match: choice('三单匹配', VERDICTS, { computed: true }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { hint: '从采购入库单选单带出' }),
  account: ref('account', '费用科目', { hint: '没有入库单的费用行填写' }),
  department: ref('department', '部门'),
  unit: text('单位', { max: 12 }),
  qty: qty('数量', { sign: 'positive' }),
  baseQty: qty('基本数量', { computed: true }),
  price: unitPrice('含税单价', { sign: 'zero', secret: 'price' }),
  taxRate: percent('税率'),
  amount: money('票面价税合计', { sign: 'any', secret: 'price', hint: '留空按数量 × 单价' }),
  faceTax: money('票面税额', { sign: 'any', secret: 'price', hint: '留空按税率计算' }),
  net: money('不含税金额', { computed: true, secret: 'price' }),
  tax: money('税额', { computed: true, secret: 'price' }),
  gross: money('价税合计', { computed: true, secret: 'price' }),
  foreign: money('外币金额', { computed: true, secret: 'price', sign: 'any' }),
  estimated: money('冲回暂估', { computed: true, secret: 'cost' }),
  kept: money('价差计入存货', { computed: true, secret: 'cost' }),
  takenBack: flag('暂估已月初冲回', { computed: true }),
  match: choice('三单匹配', VERDICTS, { computed: true }),
  matchSaid: text('匹配差异', { computed: true, secret: 'price' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  ...NUMBER_REFUSALS,
  'item-or-account': { http: 422, retry: 'never', zh: '第 {line} 行：商品和费用科目须填一个，且只能填一个' },
  'goods-need-receipt': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”请从采购入库单或采购退货单选单；费用请改填费用科目' },
  'qty-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请填写数量' },
  'amount-needed': { http: 422, retry: 'never', zh: '第 {line} 行：费用行请填写票面价税合计' },
  'account-controlled': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”只能由单据生成凭证，请换一个费用科目' },
  'department-needed': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”按部门核算，请填写部门' },
  'sent-back': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”入库单 {source} 开票前已退货 {returned}，最多还可开票 {left}' },
  'return-settled': { http: 422, retry: 'never', zh: '第 {line} 行：退货单 {source} 已按原入库单冲减暂估和应付，不需要再录红字发票' },
  'returned-after-invoice': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）开票后已有退货按本发票冲减应付，请先红冲退货单' },
  'revaluation-issued': { http: 409, retry: 'never', zh: '“{item}”的存货已经出库，本发票计入存货的价差 {amount} 无法冲回；请改录采购折让单' },
  ...RATE_REFUSALS,
  'over-tolerance': {
    http: 403,
    retry: 'never',
    zh: '第 {line} 行：“{item}”三单匹配超差：{said}；请与供应商核对后改单，或由有“超差放行单·审核”权限的人审核本发票',
  },
  'allowed-since': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）开票后已有采购折让，请先红冲采购折让单' },
  'estimate-moved': {
    http: 409,
    retry: 'never',
    zh: '第 {line} 行：“{item}”（入库单 {source}）开票后又做过月末暂估或月初冲回；请先红冲最近的暂估冲回单，或改录采购折让单',
  },
} as const;

const PULLED = { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' } as const;

export const purchaseInvoice = defineDocument({
  type: 'purchase-invoice',
  zh: '采购发票',
  prefix: 'CGFP',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    { type: 'goods-receipt', progress: 'invoiced', limit: 'qty', head: { supplier: 'supplier' }, line: PULLED },
    { type: 'goods-return', progress: 'invoiced', limit: 'qty', head: { supplier: 'supplier' }, line: PULLED },
  ],
  needs: { stock: 'cost', sourcePostings: true },
  refusals: REFUSALS,
  screen,
  complete: completePurchaseInvoice,
  decide: decidePurchaseInvoice,
  mayReverse: mayReversePurchaseInvoice,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: grossOf(doc.lines), ...(doc.head.number ? { title: `${doc.head.code ?? ''}${doc.head.number}` } : {}) }),
});
