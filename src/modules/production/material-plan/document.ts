// 备料单: the materials of a 生产计划 by its 物料清单. What is there is set aside for it, what is missing is said; closing gives back what was not taken.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { day, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideMaterialPlan } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '领料仓库', { required: true }),
  order: text('生产计划', { max: 40 }),
  cause: text('起因', { required: true, max: 120 }),
  plan: ref('document', '生产计划单'),
} as const;
export const LINE = {
  product: ref('item', '用于产品', { required: true }),
  ...STOCK_LINE,
  per: qty('单件用量', { sign: 'zero', hint: '含损耗，材料的基本单位' }),
  held: qty('已占用', { computed: true }),
  short: qty('缺料', { computed: true }),
  arrives: day('预计到料'),
  bom: text('物料清单', { max: 40 }),
  ...REMARK,
} as const;

export const materialPlan = defineDocument({
  type: 'material-plan',
  zh: '备料单',
  prefix: 'BLD',
  head: HEAD,
  line: LINE,
  // When the plan or its 物料清单 changes, it is closed and another one made.
  flow: {
    draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' },
    submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' },
    posted: { close: 'closed', reverse: 'reversed' },
  },
  sources: [],
  needs: { stock: 'reserve' },
  refusals: { ...COMMON },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideMaterialPlan,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN, title: doc.head.cause }),
});
