// 批次解冻单: quality says that a lot may be used again; what is frozen of it goes back to storage, and the house plans with it.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { choice, lotNo, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { LOT_REFUSALS } from '../freezing.ts';
import { decideLotThaw, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  decision: choice(
    '处理结论',
    [
      { value: 'accept', zh: '合格' },
      { value: 'concession', zh: '让步接收' },
      { value: 'reworked', zh: '返工合格' },
      { value: 'mistake', zh: '误冻结' },
    ],
    { required: true, initial: 'accept' },
  ),
  reason: text('解冻依据', { required: true, max: 100 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  lot: lotNo('批次', { required: true }),
  qty: qty('解冻数量', { computed: true }),
  where: text('所在仓库', { computed: true, max: 200 }),
  remark: text('备注', { max: 200 }),
} as const;

export const lotThaw = defineDocument({
  type: 'lot-thaw',
  zh: '批次解冻单',
  prefix: 'PCJD',
  head: HEAD,
  line: LINE,
  flow: { draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' }, submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' } },
  sources: [{ type: 'lot-freeze', progress: 'thawed', limit: 'none', head: {}, line: { item: 'item', lot: 'lot' } }],
  needs: { stock: 'move', warehouses: [], freezes: true },
  refusals: { ...COMMON, ...LOT_REFUSALS, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decideLotThaw,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.reason }),
});
