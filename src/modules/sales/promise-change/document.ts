// 承诺调整单: what orders are promised changes, because goods are frozen, free again or late. The house makes it; its owners are told.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { day, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { decidePromiseChange, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  cause: text('起因', { required: true, max: 120 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  warehouse: ref('warehouse', '仓库', { required: true }),
  customer: ref('customer', '客户'),
  order: text('销售订单', { max: 40 }),
  change: qty('占用变动', { required: true, sign: 'any', hint: '基本单位；负数为释放，正数为重新占用' }),
  before: day('原承诺日'),
  promised: day('新承诺日', { hint: '空白表示待定：库存和在途采购都不够' }),
  owner: text('跟单人', { max: 36 }),
} as const;

export const promiseChange = defineDocument({
  type: 'promise-change',
  zh: '承诺调整单',
  prefix: 'CNTZ',
  head: HEAD,
  line: LINE,
  // A promise is put right by the next one, so there is no way back.
  flow: { draft: { save: 'draft', approve: 'posted', void: 'void' } },
  sources: [{ type: 'sales-order', progress: 'replanned', limit: 'none', head: {}, line: { item: 'item' } }],
  needs: { stock: 'reserve' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decidePromiseChange,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.cause }),
});
