// 材料成本差异分摊单: the month's share of 材料成本差异 that belongs to goods issued at standard cost, put where the goods went. The month close proposes it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { money, note, percent, ref } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { decideCostDifference, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  rate: percent('差异率', { sign: 'any', hint: '（月初差异＋本月差异）÷（月初计划成本＋本月入库计划成本）' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  account: ref('account', '领用科目', { required: true }),
  department: ref('department', '部门'),
  issued: money('本月发出（标准成本）', { sign: 'any', secret: 'cost' }),
  amount: money('分摊差异', { required: true, sign: 'any', secret: 'cost', hint: '正数为超支，负数为节约' }),
} as const;

export const costDifference = defineDocument({
  type: 'cost-difference',
  zh: '材料成本差异分摊单',
  prefix: 'CYFT',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decideCostDifference,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN) }),
});
