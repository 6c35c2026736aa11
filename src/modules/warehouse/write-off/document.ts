// 报损单: goods that are worth nothing any more (过期、破损、变质) leave the books, with the input VAT when the law asks for it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { flag, lotNo, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeStock, FROM_BIN, REMARK, STOCK_LINE } from '#kernel/trade';
import { REASON_REFUSALS } from '../reasons.ts';
import { decideWriteOff, valueWriteOff } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  reason: ref('reason', '报损原因', { required: true }),
  frozen: flag('报废冻结品', { hint: '从冻结区报废；不勾则从可用库存报损' }),
  department: ref('department', '责任部门'),
  handler: text('经手人', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次'),
  ...SERIALS_OUT,
  ...FROM_BIN,
  ...REMARK,
  cost: money('成本', { computed: true, secret: 'cost' }),
  tax: money('转出进项税', { computed: true, secret: 'cost' }),
} as const;

export const writeOff = defineDocument({
  type: 'write-off',
  zh: '报损单',
  prefix: 'BSD',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move' },
  refusals: { ...COMMON, ...REASON_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines: valueWriteOff(lines, doc.head.warehouse, facts) };
  },
  decide: decideWriteOff,
  // What is lost decides who must agree; it is known when the pools are loaded, that is on approval.
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.cost ?? NO_FEN) }),
});
