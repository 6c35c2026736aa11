// 调拨单: goods move from one warehouse to another. Approved, they are on the way (在途) until a 调拨入库单 takes them in; `direct` moves them at once.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { flag, list, lotNo, money, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeStock, FROM_BIN, REMARK, STOCK_LINE } from '#kernel/trade';
import { decideTransfer, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  from: ref('warehouse', '调出仓库', { required: true }),
  to: ref('warehouse', '调入仓库', { required: true }),
  direct: flag('直调', { hint: '隔壁门店当面交接：审核后直接入对方仓库，不经在途' }),
  carrier: text('承运人/车牌', { max: 40 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  lot: lotNo('批次'),
  ...SERIALS_OUT,
  ...FROM_BIN,
  ...REMARK,
  // What was really picked; the receipt takes the same lots out of transit.
  picks: list('拣出批次', { lot: text('批次标识', { max: 36 }), lotNo: text('批次'), qty: qty('基本数量') }, { computed: true, max: 500 }),
  cost: money('成本', { computed: true, secret: 'cost' }),
} as const;

export const transfer = defineDocument({
  type: 'transfer',
  zh: '调拨单',
  prefix: 'DB',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  companyWide: true,
  sources: [],
  needs: { stock: 'move', warehouses: ['from', 'to'] },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideTransfer,
  summary: (doc) => ({ party: null, warehouse: doc.head.from, total: NO_FEN }),
});
