// 调拨入库单: what arrived of a 调拨单. Good pieces go on the shelf; short or damaged ones become a loss with its reason.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { lotNo, money, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { NO_QTY } from '#kernel/quantity';
import { isRefused } from '#kernel/refusal';
import { oneLine, SERIALS, SERIALS_TEXT_MAX } from '#kernel/serials';
import { baseQuantity, completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { REASON_REFUSALS } from '../reasons.ts';
import { decideTransferReceipt, REFUSALS } from './decide.ts';
import { piecesOnTheWay } from './pieces.ts';
import { screen } from './screen.ts';

export const HEAD = {
  from: ref('warehouse', '调出仓库'),
  warehouse: ref('warehouse', '调入仓库', { required: true }),
  receiver: text('签收人', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  qty: qty('签收数量', { required: true, sign: 'positive', hint: '含短少和损坏；其中不能上架的填在“短少/损坏”' }),
  lost: qty('短少/损坏', { sign: 'zero' }),
  reason: ref('reason', '短损原因'),
  lot: lotNo('批次'),
  ...SERIALS,
  lostSerials: note('短损序列号', { max: SERIALS_TEXT_MAX, serials: true, hint: '序列号中短少或损坏的那些；个数须等于短少/损坏数' }),
  bin: ref('bin', '库位'),
  ...REMARK,
  baseLost: qty('短损基本数量', { computed: true }),
  cost: money('成本', { computed: true, secret: 'cost' }),
  lostCost: money('短损成本', { computed: true, secret: 'cost' }),
} as const;

export const transferReceipt = defineDocument({
  type: 'transfer-receipt',
  zh: '调拨入库单',
  prefix: 'DBRK',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [{ type: 'transfer', progress: 'received', limit: 'qty', head: { from: 'from', warehouse: 'to' }, line: { item: 'item', unit: 'unit', qty: 'qty', lot: 'lot' } }],
  needs: { stock: 'move', warehouses: ['warehouse'], sourcePieces: true },
  refusals: { ...COMMON, ...REASON_REFUSALS, ...REFUSALS },
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    if (isRefused(lines)) return lines;
    const done = lines.map((line, i) => {
      const lost = line.lost === null || line.lost === 0n ? NO_QTY : baseQuantity({ ...line, qty: line.lost }, i, facts);
      return typeof lost === 'bigint' ? { ...line, baseLost: lost, lostSerials: oneLine(line.lostSerials) } : { refused: lost };
    });
    const bad = done.find((d) => 'refused' in d);
    return bad && 'refused' in bad ? bad.refused : { ...doc, lines: piecesOnTheWay(done as typeof doc.lines, doc.head.warehouse, facts) };
  },
  decide: decideTransferReceipt,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN }),
});
