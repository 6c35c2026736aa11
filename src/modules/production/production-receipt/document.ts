// 完工入库单: finished goods enter storage at what their production cost so far, and what is added by hand (人工、制造费用).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { day, lotNo, money, note, ref } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideProductionReceipt, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '入库仓库', { required: true }),
  department: ref('department', '生产部门'),
  extraCost: money('另加费用', { sign: 'zero', secret: 'cost', hint: '人工、制造费用等，按数量分摊到各行' }),
  extraAccount: ref('account', '费用对方科目', { hint: '另加费用记在哪个科目的贷方，如 制造费用、应付职工薪酬' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  consumed: money('转入材料成本', { sign: 'zero', secret: 'cost', hint: '留空：该产品的在产成本按计划未完工数量分摊（品种法）' }),
  lot: lotNo('批次'),
  made: day('生产日期'),
  expires: day('到期日'),
  ...SERIALS,
  bin: ref('bin', '库位'),
  ...REMARK,
  cost: money('完工成本', { computed: true, secret: 'cost' }),
} as const;

export const productionReceipt = defineDocument({
  type: 'production-receipt',
  zh: '完工入库单',
  prefix: 'WGRK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [{ type: 'production-plan', progress: 'made', limit: 'qty', head: {}, line: { item: 'item', unit: 'unit', qty: 'qty' } }],
  needs: { stock: 'move', itemBalance: 'production.cost' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideProductionReceipt,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
