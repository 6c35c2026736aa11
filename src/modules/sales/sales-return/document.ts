// 销售退货单: a customer brings goods back. They return at what they cost when they left, into stock or, when damaged, into the frozen place.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, lotNo, money, note, ref, text } from '#kernel/field';
import { isRefused, type RefusalTable } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { grossOf, TRADE_LINE } from '#kernel/trade';
import { LOTS_TEXT_MAX } from '../outgoing.ts';
import { amountsAsSold } from './amounts.ts';
import { completeSale, CURRENCY_HEAD, CURRENCY_LINE, CURRENCY_REFUSALS } from '../currency.ts';
import { decideSalesReturn } from './decide.ts';
import { piecesAsSold } from './pieces-back.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { hint: '散客退货可留空，须填退款账户' }),
  warehouse: ref('warehouse', '退入仓库', { required: true }),
  reason: ref('reason', '退货原因', { required: true }),
  wallet: ref('wallet', '退款账户', { hint: '当场退款时填写；留空则冲减客户应收' }),
  salesperson: text('业务员', { max: 30 }),
  ...CURRENCY_HEAD,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  ...CURRENCY_LINE,
  condition: choice(
    '货况',
    [
      { value: 'good', zh: '完好' },
      { value: 'bad', zh: '不良' },
    ],
    { initial: 'good', hint: '不良品进入冻结，不能再卖' },
  ),
  lot: lotNo('批次'),
  ...SERIALS,
  lotsTaken: text('退回批次', { computed: true, max: LOTS_TEXT_MAX }),
  cost: money('成本', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

const REFUSALS = {
  ...COMMON,
  ...CURRENCY_REFUSALS,
  'refund-account-needed': { http: 422, retry: 'never', zh: '散客退货须当场退款，请填写退款账户；挂账客户请填写客户' },
  'refund-in-currency': { http: 422, retry: 'never', zh: '外币退货不能当场退款：请清空退款账户，冲减客户外币应收后用收款单（负数）退款' },
  'customer-needed': { http: 422, retry: 'never', zh: '第 {line} 行：来源单据 {source} 属于某客户，请在表头填写客户' },
  'not-a-return-reason': { http: 422, retry: 'never', zh: '“{reason}”不是退货用的原因，请改选用途为“退货”的原因码' },
  'which-lot': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”原单有多个批次可退（{lots}），请填写退回的批次' },
  'beyond-lot': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”批次 {lot} 原单还可退 {left}，不能退 {asked}；原单可退批次：{lots}' },
  'lot-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有批次 {lot}，请核对批号，或从原销售单拉行' },
  'serial-not-sold': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”序列号 {serial} 不在原单 {source} 可退的序列号中；可退：{left}' },
  'cost-unknown': {
    http: 422,
    retry: 'never',
    zh: '第 {line} 行：“{item}”没有库存成本也没有参考进价，无法取现行成本；请从原销售出库单或零售单拉行，按原成本退回，或先维护商品的参考进价',
  },
} as const satisfies RefusalTable;

const PULLED = { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate', lot: 'lot' } as const;

export const salesReturn = defineDocument({
  type: 'sales-return',
  zh: '销售退货单',
  prefix: 'XSTH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'sales-delivery',
      progress: 'returned',
      limit: 'qty',
      head: { customer: 'customer', warehouse: 'warehouse', salesperson: 'salesperson', currency: 'currency', rate: 'rate' },
      line: PULLED,
    },
    { type: 'retail-sale', progress: 'returned', limit: 'qty', head: { customer: 'customer', warehouse: 'warehouse', wallet: 'wallet' }, line: PULLED },
  ],
  needs: { stock: 'cost', sourcePostings: true, sourcePieces: true, prices: 'sale' },
  refusals: REFUSALS,
  screen,
  complete: (doc, facts) => {
    const done = completeSale(doc, facts);
    return isRefused(done) ? done : { ...done, lines: piecesAsSold(amountsAsSold(done.lines, facts), facts) };
  },
  decide: decideSalesReturn,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines), ...(doc.head.customer === null ? { title: '散客' } : {}) }),
});
