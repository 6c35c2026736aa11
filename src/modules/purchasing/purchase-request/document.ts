// 请购单: who wants what, how much, by when and why. No prices; 采购订单 pulls from it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, note, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { decidePurchaseRequest, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '收货仓库'),
  wanted: day('需用日期'),
  department: ref('department', '请购部门'),
  requester: text('请购人', { max: 30 }),
  reason: note('用途/原因', { max: 500 }),
} as const;
export const LINE = { ...STOCK_LINE, wanted: day('需用日期'), supplier: ref('supplier', '建议供应商'), ...REMARK } as const;

export const purchaseRequest = defineDocument({
  type: 'purchase-request',
  zh: '请购单',
  prefix: 'CGSQ',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines: lines.map((l) => ({ ...l, wanted: l.wanted ?? doc.head.wanted })) };
  },
  decide: decidePurchaseRequest,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN }),
});
