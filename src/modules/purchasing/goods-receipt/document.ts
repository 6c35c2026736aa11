// 采购入库单(验收): goods arrived and were accepted. Books stock and 暂估应付 in one transaction.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { note, qty, ref, text, unitPrice } from '#kernel/field';
import { completeTrade, grossOf } from '#kernel/trade';
import { isRefused } from '#kernel/refusal';
import { BOUGHT_REFUSALS } from '../consigned.ts';
import { INCOMING_LINE } from '../incoming.ts';
import { decideGoodsReceipt } from './decide.ts';
import { withOrders } from './ordered.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '供应商', { required: true }),
  warehouse: ref('warehouse', '仓库', { required: true }),
  deliveryNote: text('送货单号', { max: 40 }),
  inspector: text('验收人', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...INCOMING_LINE,
  agreed: unitPrice('订单单价', { computed: true, secret: 'price' }),
  ordered: qty('订购数量', { computed: true }),
  beyond: qty('超订单数量', { computed: true }),
} as const;

export const goodsReceipt = defineDocument({
  type: 'goods-receipt',
  zh: '采购入库单',
  prefix: 'CGRK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'purchase-order',
      progress: 'received',
      limit: 'qty',
      tolerance: (facts) => facts.org.settings.overReceipt,
      head: { supplier: 'supplier', warehouse: 'warehouse' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' },
    },
  ],
  needs: { stock: 'cost', prices: 'purchase' },
  refusals: { ...COMMON, ...BOUGHT_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(doc.lines, facts, facts.parties[doc.head.supplier]?.taxRate ?? null);
    return isRefused(lines) ? lines : { ...doc, lines: withOrders(lines, facts) };
  },
  decide: decideGoodsReceipt,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
