// 生产领料单: materials leave storage for a product that is being made; what the 备料单 had set aside for it is used up first.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeStock, FROM_BIN, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideMaterialIssue, planOpen, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '领料仓库', { required: true }),
  department: ref('department', '生产部门'),
  receiver: text('领料人', { max: 30 }),
  order: text('生产计划', { max: 40 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  product: ref('item', '用于产品', { hint: '从备料单选单时自动带出；材料成本归集到它' }),
  ...STOCK_LINE,
  lot: lotNo('批次'),
  ...SERIALS_OUT,
  ...FROM_BIN,
  ...REMARK,
  fromReserve: qty('用掉占用', { computed: true }),
  cost: money('成本', { computed: true, secret: 'cost' }),
} as const;

export const materialIssue = defineDocument({
  type: 'material-issue',
  zh: '生产领料单',
  prefix: 'SCLL',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'material-plan',
      progress: 'delivered',
      limit: 'qty',
      head: { warehouse: 'warehouse', order: 'order' },
      line: { product: 'product', item: 'item', unit: 'unit', qty: 'qty' },
    },
  ],
  needs: { stock: 'move' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideMaterialIssue,
  mayReverse: planOpen,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN }),
});
