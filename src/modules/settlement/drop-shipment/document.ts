// 直运单: the supplier ships straight to our customer (直运、代发). Revenue, cost, receivable and payable at once; the goods never are in our stock.
import { CREDIT_REFUSALS, OPEN_ORDERS } from '#sales';
import { BOUGHT_REFUSALS } from '#purchasing';
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, money, note, percent, ref, text, unitPrice } from '#kernel/field';
import { grossOf, TRADE_LINE } from '#kernel/trade';
import { NUMBER_REFUSALS } from '../invoice.ts';
import { completeDropShipment } from './complete.ts';
import { decideDropShipment } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { required: true }),
  supplier: ref('supplier', '供应商', { required: true, hint: '直接发货给客户的一方' }),
  address: text('送货地址', { max: 120 }),
  waybill: text('运单号', { max: 40 }),
  bill: choice(
    '进货发票',
    [
      { value: 'special', zh: '专票（可抵扣）' },
      { value: 'pending', zh: '专票（待认证）' },
      { value: 'none', zh: '普票或无票' },
    ],
    { required: true, initial: 'special' },
  ),
  number: text('发票号码', { max: 20, hint: '数电票 20 位；还没有到的留空' }),
  code: text('发票代码', { max: 12, hint: '仅旧版发票' }),
  invoiceDay: day('开票日期'),
  salesperson: text('业务员', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  buyPrice: unitPrice('含税进价', { required: true, sign: 'zero', secret: 'price' }),
  buyTaxRate: percent('进项税率', { hint: '留空按供应商或商品税率' }),
  cost: money('成本', { computed: true, secret: 'cost' }),
  inputTax: money('进项税额', { computed: true, secret: 'price' }),
  payable: money('应付供应商', { computed: true, secret: 'price' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  ...CREDIT_REFUSALS,
  ...BOUGHT_REFUSALS,
  'invoice-number-shape': NUMBER_REFUSALS['invoice-number-shape'],
  'order-holds-stock': { http: 409, retry: 'never', zh: '第 {line} 行：订单 {order} 占用着仓库的货；要由供应商直发，请先关闭该订单，再按不占用库存重新下单' },
} as const;

export const dropShipment = defineDocument({
  type: 'drop-shipment',
  zh: '直运单',
  prefix: 'ZYD',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'sales-order',
      progress: OPEN_ORDERS.until,
      limit: 'qty',
      head: { customer: 'customer', address: 'address', salesperson: 'salesperson' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' },
    },
  ],
  needs: { stock: 'reserve', prices: 'sale', credit: OPEN_ORDERS },
  refusals: REFUSALS,
  screen,
  complete: completeDropShipment,
  decide: decideDropShipment,
  summary: (doc) => ({ party: doc.head.customer, warehouse: null, total: grossOf(doc.lines) }),
});
