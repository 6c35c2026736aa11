// 受托代销退回单: what was not sold goes back to its consignor, at the value it stands at here; nothing was owed for it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeStock, FROM_BIN, STOCK_LINE } from '#kernel/trade';
import { CONSIGNED_REFUSALS } from '../consigned.ts';
import { decideConsignedReturn } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '委托方', { required: true }),
  warehouse: ref('warehouse', '仓库', { required: true }),
  deliveryNote: text('退货送货单号', { max: 40 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次', { hint: '留空则先到期先出' }),
  ...SERIALS_OUT,
  ...FROM_BIN,
  cost: money('退回价值', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

export const consignedReturn = defineDocument({
  type: 'consigned-return',
  zh: '受托代销退回单',
  prefix: 'STTH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'consigned-receipt',
      progress: 'returned',
      limit: 'qty',
      head: { supplier: 'supplier', warehouse: 'warehouse' },
      line: { item: 'item', unit: 'unit', qty: 'qty', lot: 'lot' },
    },
  ],
  needs: { stock: 'move' },
  refusals: { ...COMMON, ...CONSIGNED_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideConsignedReturn,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
