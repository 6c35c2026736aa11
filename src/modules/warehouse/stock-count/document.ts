// 盘点单: what is really there. Counted blind, counted again where it differs, and only the difference to the books of that moment is posted.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, type Next } from '#kernel/document';
import { day, flag, int, lotNo, money, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { COUNT_TEXT_MAX } from '#kernel/serials';
import { REMARK } from '#kernel/trade';
import { REASON_REFUSALS } from '../reasons.ts';
import { decideStockCount, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';
import { completeCount, completeCounted, type CountLine, shelfKey } from './sheet.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  counters: text('盘点人', { max: 60 }),
  scope: text('盘点范围', { max: 80, hint: '例如“冷库 A 区”“粮油类”' }),
  skipUncounted: flag('未盘的行不调整', { hint: '只盘了一部分时勾选；不勾则每行都要有实盘数，没有货填 0' }),
  remark: note('备注', { max: 500 }),
  started: int('开始时的行数', { computed: true }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  unit: text('单位', { max: 12 }),
  lot: lotNo('批次'),
  made: day('生产日期'),
  expires: day('到期日'),
  bin: ref('bin', '库位'),
  counted: qty('初盘数', { sign: 'zero' }),
  recount: qty('复盘数', { sign: 'zero' }),
  serials: note('初盘序列号', { max: COUNT_TEXT_MAX, serials: true, hint: '按序列号管理的商品：看到几个就写几个，连号写成 SN0001~SN0100；一个也没有时初盘数填 0' }),
  recountSerials: note('复盘序列号', { max: COUNT_TEXT_MAX, serials: true }),
  reason: ref('reason', '差异原因'),
  ...REMARK,
  // Told to the keeper: this line must be counted again. The books' figure itself is not told.
  again: flag('需复盘', { computed: true }),
  shelf: text('货位标识', { computed: true, max: 200 }),
  bookQty: qty('账面数（基本单位）', { computed: true, secret: 'cost', sign: 'any' }),
  bookSerials: note('账面序列号', { computed: true, secret: 'cost', max: COUNT_TEXT_MAX, serials: true }),
  missing: note('盘亏序列号', { computed: true, secret: 'cost', max: COUNT_TEXT_MAX, serials: true }),
  extra: note('盘盈序列号', { computed: true, secret: 'cost', max: COUNT_TEXT_MAX, serials: true }),
  baseQty: qty('实盘数（基本单位）', { computed: true }),
  diff: qty('盘盈盘亏', { computed: true, secret: 'cost', sign: 'any' }),
  cost: money('盈亏金额', { computed: true, secret: 'cost', sign: 'any' }),
} as const;

/** A sheet is drawn up (draft), started (counting, from then on the books' figures stand), handed in and approved. */
export const COUNT_FLOW: Next = {
  draft: { save: 'draft', count: 'counting', void: 'void' },
  counting: { count: 'counting', submit: 'submitted', void: 'void' },
  submitted: { withdraw: 'counting', reject: 'counting', approve: 'posted' },
  posted: { reverse: 'reversed' },
};

export const stockCount = defineDocument({
  type: 'stock-count',
  zh: '盘点单',
  prefix: 'PD',
  head: HEAD,
  line: LINE,
  flow: COUNT_FLOW,
  sources: [],
  needs: {
    stock: 'move',
    stockOnSave: (line, state) => state === 'draft' || line['bookQty'] === null || line['shelf'] !== shelfKey(line as CountLine),
    wholeSerials: true,
    counts: true,
  },
  refusals: { ...COMMON, ...REASON_REFUSALS, ...REFUSALS },
  screen,
  complete: completeCount,
  completeApart: completeCounted,
  decide: decideStockCount,
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN, ...(doc.head.scope ? { title: doc.head.scope } : {}) }),
});
