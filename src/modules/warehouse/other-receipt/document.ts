// 其他入库单: goods that came without a purchase order (期初、赠品、退料). The reason says which account stands opposite.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { day, lotNo, money, note, ref, text, unitPrice } from '#kernel/field';
import { sumFen, NO_FEN } from '#kernel/money';
import { amountOf } from '#kernel/quantity';
import { isRefused } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { REASON_REFUSALS } from '../reasons.ts';
import { decideOtherReceipt, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  reason: ref('reason', '入库原因', { required: true }),
  department: ref('department', '部门'),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  unitCost: unitPrice('单位成本', { sign: 'zero', secret: 'cost', hint: '不含可抵扣进项税；留空按当前平均成本' }),
  lot: lotNo('批次'),
  made: day('生产日期'),
  expires: day('到期日'),
  supplierLot: text('供应商批号', { max: 40 }),
  ...SERIALS,
  bin: ref('bin', '库位'),
  ...REMARK,
  cost: money('成本', { computed: true, secret: 'cost' }),
} as const;

export const otherReceipt = defineDocument({
  type: 'other-receipt',
  zh: '其他入库单',
  prefix: 'QTRK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'cost' },
  refusals: { ...COMMON, ...REASON_REFUSALS, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines: lines.map((l) => ({ ...l, cost: l.unitCost === null ? null : amountOf(l.qty, l.unitCost) })) };
  },
  decide: decideOtherReceipt,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
