// 生产计划: what a machine is to make, how much, into which warehouse, by when. Orders are promised on it; it is closed when the goods are in.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, note, ref } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideProductionPlan, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { machine: ref('machine', '设备', { required: true }), remark: note('备注', { max: 500 }) } as const;
export const LINE = { ...STOCK_LINE, warehouse: ref('warehouse', '入库仓库', { required: true }), due: day('完工日', { required: true }), ...REMARK } as const;

export const productionPlan = defineDocument({
  type: 'production-plan',
  zh: '生产计划',
  prefix: 'SCJH',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideProductionPlan,
  summary: (doc) => ({ party: null, warehouse: doc.lines[0]?.warehouse ?? null, total: NO_FEN }),
});
