// 检验方案: what is looked at when goods of an item come in, are made or are looked at again, how many pieces, and within which limits.
import { choice, flag, int, list, note, qty, ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { type Complaint, gather } from '#kernel/refusal';
import { AQLS, LEVELS } from '../sampling/tables.ts';

/** Where in the life of goods they are inspected. */
export const INSPECTION_KINDS = [
  { value: 'incoming', zh: '来料检验' },
  { value: 'process', zh: '过程检验' },
  { value: 'finished', zh: '完工检验' },
  { value: 'stock', zh: '在库复检' },
] as const;
/** 关键 · 主要 · 次要: how bad a nonconformity is. */
export const GRADES = [
  { value: 'critical', zh: '关键' },
  { value: 'major', zh: '主要' },
  { value: 'minor', zh: '次要' },
] as const;

const aqls = AQLS.map((value) => ({ value, zh: value }));

export const PLAN_FIELDS = {
  kind: choice('检验类别', INSPECTION_KINDS, { required: true, initial: 'incoming' }),
  item: ref('item', '商品', { hint: '商品和分类填一个' }),
  category: ref('item-category', '商品分类'),
  level: choice(
    '检验水平',
    LEVELS.map((value) => ({ value, zh: value })),
    { required: true, initial: 'II', hint: 'GB/T 2828.1 表 1' },
  ),
  critical: choice('关键项 AQL', aqls, { required: true, initial: '0.65' }),
  major: choice('主要项 AQL', aqls, { required: true, initial: '1.0' }),
  minor: choice('次要项 AQL', aqls, { required: true, initial: '2.5' }),
  mayReduce: flag('可放宽检验', { hint: '生产稳定、主管同意时才勾选（GB/T 2828.1 §9.3.3）' }),
  holdOnReceipt: flag('入库即待检', { hint: '采购入库、完工入库审核时自动冻结为待检，检验合格才能发出；需批次管理' }),
  characteristics: list(
    '检验项目',
    {
      name: text('项目', { required: true, max: 40 }),
      unit: text('单位', { max: 12 }),
      target: qty('标准值', { sign: 'any' }),
      lower: qty('下限', { sign: 'any' }),
      upper: qty('上限', { sign: 'any' }),
      grade: choice('等级', GRADES, { required: true, initial: 'major' }),
      method: text('检验方法', { max: 80 }),
    },
    { max: 60, hint: '有上下限的项目录入实测值，系统判定；没有的靠目视，录入不合格数' },
  ),
  validDays: int('复检周期（天）', { hint: '在库复检用：入库或上次检验满这么多天的批次列在“待复检批次”' }),
  remark: note('备注', { max: 500 }),
} as const;

export const inspectionPlan = defineRecord({
  type: 'inspection-plan',
  zh: '检验方案',
  codePrefix: 'JYFA',
  fields: PLAN_FIELDS,
  list: ['kind', 'item', 'category', 'level', 'major', 'holdOnReceipt'],
  search: [],
  filters: ['kind', 'item', 'category'],
  groups: [
    { zh: '适用', fields: ['kind', 'item', 'category', 'holdOnReceipt', 'validDays'] },
    { zh: '抽样', fields: ['level', 'critical', 'major', 'minor', 'mayReduce'] },
    { zh: '检验项目', fields: ['characteristics', 'remark'] },
  ],
  check: ({ data }) =>
    gather([
      (data.item === null) === (data.category === null) && { refused: 'plan-for-whom', path: 'data.item' },
      ...data.characteristics.flatMap((c, i): Complaint[] =>
        c.lower !== null && c.upper !== null && c.lower > c.upper ? [{ refused: 'limits-crossed', path: `data.characteristics[${i}].lower`, with: { name: c.name } }] : [],
      ),
    ]),
  refusals: {
    'plan-for-whom': { http: 422, retry: 'never', zh: '请填写商品或商品分类中的一个' },
    'limits-crossed': { http: 422, retry: 'never', zh: '“{name}”的下限大于上限，请核对' },
  },
  empty: '写下每种货怎么验：抽多少、看哪些项目、上下限多少；来料时系统自动开好检验单。',
});
