// 受托代销入库单: a consignor's goods come in to be sold for it. They stand apart from ours, and nothing is owed until they are sold.
// At the price agreed with the consignor they stand on both sides of the books (facts/china.md I13: 借 受托代销商品 贷 受托代销商品款).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { note, ref, text } from '#kernel/field';
import { isRefused } from '#kernel/refusal';
import { completeTrade, grossOf } from '#kernel/trade';
import { CONSIGNED_REFUSALS } from '../consigned.ts';
import { INCOMING_LINE } from '../incoming.ts';
import { decideConsignedReceipt } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '委托方', { required: true }),
  warehouse: ref('warehouse', '仓库', { required: true }),
  deliveryNote: text('送货单号', { max: 40 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = INCOMING_LINE;

export const consignedReceipt = defineDocument({
  type: 'consigned-receipt',
  zh: '受托代销入库单',
  prefix: 'STRK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'cost', prices: 'purchase' },
  refusals: { ...COMMON, ...CONSIGNED_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(doc.lines, facts, facts.parties[doc.head.supplier]?.taxRate ?? null);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideConsignedReceipt,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
