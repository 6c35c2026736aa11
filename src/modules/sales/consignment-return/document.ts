// 委托代销退货单: what the consignee could not sell comes back into our warehouse, at what it cost when it was sent.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { completeStock, STOCK_LINE } from '#kernel/trade';
import { CLEARED, CONSIGNMENT_REFUSALS } from '../consignment.ts';
import { decideConsignmentReturn, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '受托方', { required: true }),
  warehouse: ref('warehouse', '收货仓库', { required: true }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次', { hint: '发货时有几个批次的，请填写退回的批次' }),
  ...SERIALS,
  bin: ref('bin', '库位'),
  cost: money('成本', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

export const consignmentReturn = defineDocument({
  type: 'consignment-return',
  zh: '委托代销退货单',
  prefix: 'WTTH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'consignment-issue',
      progress: CLEARED,
      limit: 'qty',
      head: { customer: 'customer', warehouse: 'warehouse' },
      line: { item: 'item', unit: 'unit', qty: 'qty' },
    },
  ],
  needs: { stock: 'move', sourcePostings: true, sourcePieces: true },
  refusals: { ...COMMON, ...CONSIGNMENT_REFUSALS, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideConsignmentReturn,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
