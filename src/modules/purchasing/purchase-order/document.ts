// 采购订单: what was ordered from whom, at which price, for when. Promises nothing to the ledger; receipts pull from it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, note, ref, text } from '#kernel/field';
import { TRADE_LINE, completeTrade, grossOf } from '#kernel/trade';
import { isRefused } from '#kernel/refusal';
import { BOUGHT_REFUSALS } from '../consigned.ts';
import { decidePurchaseOrder } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '供应商', { required: true }),
  warehouse: ref('warehouse', '收货仓库'),
  wanted: day('要求到货日'),
  buyer: text('采购员', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = { ...TRADE_LINE, wanted: day('到货日'), remark: text('备注', { max: 200 }) } as const;

export const purchaseOrder = defineDocument({
  type: 'purchase-order',
  zh: '采购订单',
  prefix: 'CGDD',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [{ type: 'purchase-request', progress: 'ordered', limit: 'qty', head: { warehouse: 'warehouse' }, line: { item: 'item', unit: 'unit', qty: 'qty', wanted: 'wanted' } }],
  needs: { prices: 'purchase' },
  refusals: { ...COMMON, ...BOUGHT_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(doc.lines, facts, facts.parties[doc.head.supplier]?.taxRate ?? null);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decidePurchaseOrder,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
