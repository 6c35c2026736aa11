// 周转材料领用单: packaging and low-value articles go into use, written off at once (一次转销) or by halves (五五摊销: half now, half when they are scrapped).
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, lotNo, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS } from '#kernel/serials';
import { completeStock, FROM_BIN, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideTurnoverIssue, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  method: choice(
    '摊销方法',
    [
      { value: 'once', zh: '一次转销' },
      { value: 'half', zh: '五五摊销' },
    ],
    { required: true, initial: 'once', hint: '五五摊销：领用时摊一半，报废时摊另一半' },
  ),
  account: ref('account', '费用科目', { hint: '留空记管理费用' }),
  department: ref('department', '部门'),
  receiver: text('领用人', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次'),
  ...SERIALS,
  ...FROM_BIN,
  ...REMARK,
  cost: money('成本', { computed: true, secret: 'cost' }),
  amortised: money('本次摊销', { computed: true, secret: 'cost' }),
} as const;

export const turnoverIssue = defineDocument({
  type: 'turnover-issue',
  zh: '周转材料领用单',
  prefix: 'ZZLY',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideTurnoverIssue,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
