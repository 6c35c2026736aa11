// 其他出库单: goods that leave without a sale (领用、样品、赠送). Given away to others, they are 视同应税交易 and carry output VAT.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { flag, lotNo, money, note, percent, ref, text, unitPrice } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeStock, FROM_BIN, REMARK, STOCK_LINE } from '#kernel/trade';
import { REASON_REFUSALS } from '../reasons.ts';
import { decideOtherIssue, REFUSALS } from './decide.ts';
import { deemed } from './deemed.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  reason: ref('reason', '出库原因', { required: true }),
  department: ref('department', '部门'),
  receiver: text('领用人', { max: 30 }),
  deemedSale: flag('视同销售', { hint: '无偿赠送给他人时勾选：按市场价计销项税（增值税法 §5）；内部领用不勾' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次'),
  ...SERIALS_OUT,
  ...FROM_BIN,
  price: unitPrice('市场价（含税）', { sign: 'zero', hint: '视同销售时用；留空取商品零售价' }),
  taxRate: percent('税率'),
  gross: money('视同销售额', { computed: true }),
  tax: money('销项税额', { computed: true }),
  ...REMARK,
  cost: money('成本', { computed: true, secret: 'cost' }),
} as const;

export const otherIssue = defineDocument({
  type: 'other-issue',
  zh: '其他出库单',
  prefix: 'QTCK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move' },
  refusals: { ...COMMON, ...REASON_REFUSALS, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines: lines.map((line) => ({ ...line, ...deemed(line, doc.head.deemedSale, facts) })) };
  },
  decide: decideOtherIssue,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: sumFen(doc.lines, (l) => l.gross ?? NO_FEN) }),
});
