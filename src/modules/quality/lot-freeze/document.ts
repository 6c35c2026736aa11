// 批次冻结单: from the moment it is approved nothing of the lot leaves, anywhere; what stands in storage moves to 冻结, what comes in later may enter and not leave.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { choice, lotNo, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { LOT_REFUSALS } from '../freezing.ts';
import { decideLotFreeze, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice(
    '冻结类别',
    [
      { value: 'quality', zh: '质量问题' },
      { value: 'complaint', zh: '客户投诉' },
      { value: 'recall', zh: '召回' },
      { value: 'pending', zh: '待检' },
      { value: 'other', zh: '其他' },
    ],
    { required: true, initial: 'quality' },
  ),
  reason: text('冻结原因', { required: true, max: 100 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  lot: lotNo('批次', { required: true }),
  qty: qty('冻结数量', { computed: true, hint: '审核时全部仓库可用库存中的数量' }),
  where: text('所在仓库', { computed: true, max: 200 }),
  remark: text('备注', { max: 200 }),
} as const;

export const lotFreeze = defineDocument({
  type: 'lot-freeze',
  zh: '批次冻结单',
  prefix: 'PCDJ',
  head: HEAD,
  line: LINE,
  // Only a 批次解冻单 lets the lot go: who freed it, and why, must be on paper.
  flow: { draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' }, submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' } },
  sources: [],
  needs: { stock: 'move', warehouses: [], freezes: true },
  refusals: { ...COMMON, ...LOT_REFUSALS, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decideLotFreeze,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.reason }),
});
