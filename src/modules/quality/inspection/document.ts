// 检验单: lots are looked at by a 检验方案; measured values give the verdict, the inspector decides, and what is decided happens to the stock at once.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument } from '#kernel/document';
import { choice, int, lotNo, note, qty, ref, text } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { LOT_REFUSALS } from '../freezing.ts';
import { INSPECTION_KINDS } from '../inspection-plan/record.ts';
import { completeInspection } from './complete.ts';
import { decideInspection, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice('检验类别', INSPECTION_KINDS, { required: true, initial: 'incoming' }),
  plan: ref('inspection-plan', '检验方案', { required: true }),
  severity: choice(
    '严格度',
    [
      { value: 'normal', zh: '正常' },
      { value: 'tightened', zh: '加严' },
      { value: 'reduced', zh: '放宽' },
    ],
    { required: true, initial: 'normal', hint: '按 GB/T 2828.1 转移规则，系统开单时已填好' },
  ),
  supplier: ref('supplier', '供应商'),
  inspector: text('检验员', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  lot: lotNo('批次'),
  lotQty: qty('批量', { required: true, sign: 'positive' }),
  sampling: text('抽样方案', { computed: true, max: 80 }),
  readings: text('实测值', { max: 4000, hint: '项目后跟各件实测值，项目之间用分号：净含量 250.5 249.8 251；糖度 12.1 12.3' }),
  criticalSeen: int('目视关键不合格', { hint: '件；实测超差的系统另计' }),
  majorSeen: int('目视主要不合格'),
  minorSeen: int('目视次要不合格'),
  outside: text('超差', { computed: true, max: 200 }),
  verdict: choice(
    '判定',
    [
      { value: 'accepted', zh: '合格' },
      { value: 'refused', zh: '不合格' },
    ],
    { computed: true },
  ),
  decision: choice('处理', [
    { value: 'accept', zh: '合格放行' },
    { value: 'concession', zh: '让步接收' },
    { value: 'rework', zh: '返工' },
    { value: 'freeze', zh: '冻结' },
    { value: 'scrap', zh: '报废' },
  ]),
  reason: text('处理原因', { max: 100 }),
  qty: qty('移动数量', { computed: true }),
  where: text('所在仓库', { computed: true, max: 200 }),
} as const;

export const inspection = defineDocument({
  type: 'inspection',
  zh: '检验单',
  prefix: 'JYD',
  head: HEAD,
  line: LINE,
  // What was found stays found; another inspection may find something else.
  flow: { draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' }, submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' } },
  sources: [
    { type: 'goods-receipt', progress: 'inspected', limit: 'none', head: { supplier: 'supplier' }, line: { item: 'item', lot: 'lot', lotQty: 'baseQty' } },
    { type: 'production-receipt', progress: 'inspected', limit: 'none', head: {}, line: { item: 'item', lot: 'lot', lotQty: 'baseQty' } },
  ],
  needs: { stock: 'move', warehouses: [], freezes: true },
  refusals: { ...COMMON, ...LOT_REFUSALS, ...REFUSALS },
  screen,
  companyWide: true,
  complete: completeInspection,
  decide: decideInspection,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: NO_FEN }),
});
