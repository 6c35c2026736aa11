// 计划调整单: what a machine was to make comes later (停机、OEE 下降). The house makes it; orders that wait for the goods are promised anew.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { day, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { decidePlanShift, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { machine: ref('machine', '设备', { required: true }), cause: text('起因', { required: true, max: 120 }) } as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  plan: text('生产计划', { max: 40 }),
  before: day('原完工日'),
  due: day('新完工日', { required: true }),
} as const;

export const planShift = defineDocument({
  type: 'plan-shift',
  zh: '计划调整单',
  prefix: 'JHTZ',
  head: HEAD,
  line: LINE,
  // A plan that moves again is moved by another one.
  flow: { draft: { save: 'draft', approve: 'posted', void: 'void' } },
  sources: [{ type: 'production-plan', progress: 'shifted', limit: 'none', head: { machine: 'machine' }, line: { item: 'item', before: 'due' } }],
  needs: {},
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decidePlanShift,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.cause }),
});
