// 销售出库单: goods left for the customer. Books stock, revenue, tax waiting for the invoice, cost of sales and the receivable in one transaction.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, qty, ref, text } from '#kernel/field';
import type { RefusalTable } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { FROM_BIN, grossOf, TRADE_LINE } from '#kernel/trade';
import { CREDIT_REFUSALS, OPEN_ORDERS } from '../credit.ts';
import { GIFT_REFUSALS } from '../gift.ts';
import { LOTS_TEXT_MAX, SHELF_LIFE_REFUSALS } from '../outgoing.ts';
import { completeSale, CURRENCY_HEAD, CURRENCY_LINE, CURRENCY_REFUSALS } from '../currency.ts';
import { decideSalesDelivery, mayReverseDelivery } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { required: true }),
  warehouse: ref('warehouse', '发货仓库', { required: true }),
  address: text('送货地址', { max: 120 }),
  carrier: text('承运人', { max: 40 }),
  waybill: text('运单号', { max: 40 }),
  salesperson: text('业务员', { max: 30 }),
  ...CURRENCY_HEAD,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  ...CURRENCY_LINE,
  lot: lotNo('批次', { hint: '留空则先到期先出' }),
  ...SERIALS_OUT,
  ...FROM_BIN,
  lotsTaken: text('出库批次', { computed: true, max: LOTS_TEXT_MAX }),
  // The pen gives this back to the order when the delivery is taken back.
  fromReserve: qty('订单占用', { computed: true }),
  cost: money('成本', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

const REFUSALS = {
  ...COMMON,
  ...GIFT_REFUSALS,
  ...CURRENCY_REFUSALS,
  ...CREDIT_REFUSALS,
  ...SHELF_LIFE_REFUSALS,
  'reserved-elsewhere': { http: 409, retry: 'never', zh: '第 {line} 行：订单 {order} 已在“{there}”占用库存，不能从“{here}”发货；请改从“{there}”发货，或关闭订单后重新下单' },
  'order-closed': { http: 409, retry: 'never', zh: '来源订单 {order} 已关闭，红冲会把占用还给它；请先反关闭该订单' },
} as const satisfies RefusalTable;

export const salesDelivery = defineDocument({
  type: 'sales-delivery',
  zh: '销售出库单',
  prefix: 'XSCK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'sales-order',
      progress: 'delivered',
      limit: 'qty',
      head: { customer: 'customer', warehouse: 'warehouse', address: 'address', salesperson: 'salesperson', currency: 'currency' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' },
    },
  ],
  needs: { stock: 'move', prices: 'sale', credit: OPEN_ORDERS },
  refusals: REFUSALS,
  screen,
  complete: completeSale,
  decide: decideSalesDelivery,
  mayReverse: mayReverseDelivery,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
