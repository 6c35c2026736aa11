// 委托代销发货单: goods go to a consignee who sells them for us. They stay ours, at cost, as 委托代销商品; no revenue, no receivable, no tax yet.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, ref, text } from '#kernel/field';
import { isRefused } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { completeTrade, FROM_BIN, grossOf, TRADE_LINE } from '#kernel/trade';
import { decideConsignmentIssue } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '受托方', { required: true }),
  warehouse: ref('warehouse', '发货仓库', { required: true }),
  address: text('送货地址', { max: 120 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  lot: lotNo('批次', { hint: '留空则先到期先出' }),
  ...SERIALS,
  ...FROM_BIN,
  cost: money('成本', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

export const consignmentIssue = defineDocument({
  type: 'consignment-issue',
  zh: '委托代销发货单',
  prefix: 'WTFH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move', prices: 'sale' },
  refusals: COMMON,
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideConsignmentIssue,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
