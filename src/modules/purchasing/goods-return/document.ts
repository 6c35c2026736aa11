// 采购退货单: goods go back to the supplier, at the cost they came in with. Takes back 暂估应付, or billed 应付 and 进项税 for what was invoiced.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, flag, lotNo, money, note, qty, ref, text } from '#kernel/field';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeTrade, FROM_BIN, grossOf, TRADE_LINE } from '#kernel/trade';
import { decideGoodsReturn, mayReverseGoodsReturn, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';
import { fromReceipt } from './source.ts';

export const HEAD = {
  supplier: ref('supplier', '供应商', { required: true }),
  warehouse: ref('warehouse', '仓库', { required: true }),
  reason: ref('reason', '退货原因'),
  // Progress on the receipt says how much was invoiced, not on what paper; the paper decides whether there is a tax to take back.
  bill: choice(
    '已开票部分',
    [
      { value: 'certified', zh: '专票（已抵扣）' },
      { value: 'pending', zh: '专票（待认证）' },
      { value: 'ordinary', zh: '普票（不可抵扣）' },
    ],
    { initial: 'certified', hint: '退货里已开票的那部分开的是什么票；没开票的不用管' },
  ),
  deliveryNote: text('退货送货单号', { max: 40 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  lot: lotNo('批次'),
  ...SERIALS_OUT,
  ...FROM_BIN,
  remark: text('备注', { max: 200 }),
  billedQty: qty('其中已开票（基本数量）', { computed: true }),
  cost: money('退出成本', { computed: true, secret: 'cost' }),
  takenBack: flag('暂估已月初冲回', { computed: true }),
} as const;

export const goodsReturn = defineDocument({
  type: 'goods-return',
  zh: '采购退货单',
  prefix: 'CGTH',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'goods-receipt',
      progress: 'returned',
      limit: 'qty',
      head: { supplier: 'supplier', warehouse: 'warehouse' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate', lot: 'lot' },
    },
  ],
  needs: { stock: 'move', prices: 'purchase', sourcePostings: true },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(
      doc.lines.map((l) => fromReceipt(l, facts)),
      facts,
      facts.parties[doc.head.supplier]?.taxRate ?? null,
    );
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideGoodsReturn,
  mayReverse: mayReverseGoodsReturn,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
