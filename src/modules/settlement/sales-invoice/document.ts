// 销售发票(销项): what was billed to the customer. Moves 待转销项税额 to 销项税额; revenue and receivable were booked by the delivery.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, money, note, percent, qty, ref, text, unitPrice } from '#kernel/field';
import { grossOf } from '#kernel/trade';
import { NUMBER_REFUSALS } from '../invoice.ts';
import { completeSalesInvoice } from './complete.ts';
import { decideSalesInvoice } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { required: true }),
  kind: choice(
    '发票类型',
    [
      { value: 'special', zh: '专用发票' },
      { value: 'ordinary', zh: '普通发票' },
    ],
    { required: true, initial: 'ordinary' },
  ),
  number: text('发票号码', { max: 20, hint: '数电票 20 位；旧版发票 8 位，另填代码' }),
  code: text('发票代码', { max: 12, hint: '仅旧版发票' }),
  invoiceDay: day('开票日期'),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  unit: text('单位', { max: 12 }),
  qty: qty('数量', { required: true, sign: 'positive' }),
  baseQty: qty('基本数量', { computed: true }),
  price: unitPrice('含税单价', { sign: 'zero', secret: 'price' }),
  taxRate: percent('税率'),
  amount: money('票面价税合计', { sign: 'any', secret: 'price', hint: '留空按数量 × 单价' }),
  faceTax: money('票面税额', { sign: 'any', secret: 'price', hint: '留空按税率计算' }),
  net: money('不含税金额', { computed: true, secret: 'price' }),
  tax: money('税额', { computed: true, secret: 'price' }),
  gross: money('价税合计', { computed: true, secret: 'price' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  ...NUMBER_REFUSALS,
  'delivery-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”请从销售出库单或销售退货单选单' },
} as const;

const PULLED = { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' } as const;

export const salesInvoice = defineDocument({
  type: 'sales-invoice',
  zh: '销售发票',
  prefix: 'XSFP',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    { type: 'sales-delivery', progress: 'invoiced', limit: 'amount', head: { customer: 'customer' }, line: PULLED },
    { type: 'drop-shipment', progress: 'invoiced', limit: 'amount', head: { customer: 'customer' }, line: PULLED },
    // A return is billed back by quantity: its lines are entered positive and booked negative.
    { type: 'sales-return', progress: 'invoiced', limit: 'qty', head: { customer: 'customer' }, line: PULLED },
  ],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: completeSalesInvoice,
  decide: decideSalesInvoice,
  summary: (doc) => ({ party: doc.head.customer, warehouse: null, total: grossOf(doc.lines), ...(doc.head.number ? { title: `${doc.head.code ?? ''}${doc.head.number}` } : {}) }),
});
