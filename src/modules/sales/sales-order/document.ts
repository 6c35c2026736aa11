// 销售订单: what a customer ordered, at which price, for when. Approving checks credit and promises the stock; deliveries pull from it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, flag, note, ref, text } from '#kernel/field';
import { isRefused, type RefusalTable } from '#kernel/refusal';
import { grossOf, TRADE_LINE } from '#kernel/trade';
import { CREDIT_REFUSALS, OPEN_ORDERS } from '../credit.ts';
import { completeSale, CURRENCY_HEAD, CURRENCY_LINE, CURRENCY_REFUSALS } from '../currency.ts';
import { GIFT_REFUSALS } from '../gift.ts';
import { decideSalesOrder, reopenSalesOrder } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { required: true }),
  warehouse: ref('warehouse', '发货仓库', { required: true }),
  promised: day('交货日'),
  reserve: flag('占用库存', { initial: 'true', hint: '不占用即为欠货订单：不检查库存，有货时再发' }),
  salesperson: text('业务员', { max: 30 }),
  address: text('送货地址', { max: 120 }),
  ...CURRENCY_HEAD,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = { ...TRADE_LINE, ...CURRENCY_LINE, promised: day('交货日'), remark: text('备注', { max: 200 }) } as const;

const REFUSALS = {
  ...COMMON,
  ...GIFT_REFUSALS,
  ...CURRENCY_REFUSALS,
  ...CREDIT_REFUSALS,
  'quote-expired': { http: 409, retry: 'never', zh: '第 {line} 行：报价单 {quote} 已于 {until} 失效，请重新报价，或去掉来源后按现价录入' },
} as const satisfies RefusalTable;

export const salesOrder = defineDocument({
  type: 'sales-order',
  zh: '销售订单',
  prefix: 'XSDD',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [
    {
      type: 'sales-quote',
      progress: 'ordered',
      limit: 'qty',
      head: { customer: 'customer', warehouse: 'warehouse', salesperson: 'salesperson', currency: 'currency' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' },
    },
  ],
  needs: { stock: 'reserve', prices: 'sale', credit: OPEN_ORDERS },
  refusals: REFUSALS,
  screen,
  complete: (doc, facts) => {
    const done = completeSale(doc, facts);
    return isRefused(done) ? done : { ...done, lines: done.lines.map((l) => ({ ...l, promised: l.promised ?? doc.head.promised })) };
  },
  decide: decideSalesOrder,
  reopen: reopenSalesOrder,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
