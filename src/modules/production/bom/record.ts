// 物料清单: what one batch of a product is made of, one record a version. A version counts from its 生效日 on; a 工程变更单 sets that day.
import { day, int, list, note, percent, qty, ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { type Complaint, gather } from '#kernel/refusal';

export const BOM_FIELDS = {
  item: ref('item', '产品', { required: true }),
  version: int('版本', { required: true, initial: '1' }),
  drawing: text('图号版次', { max: 40, hint: '如 DR-2201-C：图纸改版或 ECO 事件到来时，系统按它找到要生效的版本' }),
  valid: day('生效日', { hint: '留空为未发布：由工程变更单审核时填上' }),
  batch: qty('每批产量', { required: true, sign: 'positive', initial: '1', hint: '用量按这么多产品写' }),
  makeDays: int('生产提前期（天）', { hint: '材料到齐后几天完工' }),
  warehouse: ref('warehouse', '领料仓库', { hint: '留空则从产品的入库仓库领料' }),
  components: list(
    '用料',
    {
      item: ref('item', '材料', { required: true }),
      qty: qty('用量', { required: true, sign: 'positive', hint: '材料的基本单位' }),
      waste: percent('损耗率'),
      buyDays: int('采购提前期（天）', { hint: '没有在途时，从今天起几天能到；留空按 7 天' }),
    },
    { max: 300 },
  ),
  remark: note('备注', { max: 500 }),
} as const;

export const bomRecord = defineRecord({
  type: 'bom',
  zh: '物料清单',
  codePrefix: 'BOM',
  fields: BOM_FIELDS,
  list: ['item', 'version', 'drawing', 'valid', 'batch', 'makeDays'],
  search: ['drawing'],
  filters: ['item'],
  groups: [
    { zh: '产品', fields: ['item', 'version', 'drawing', 'valid', 'batch', 'makeDays', 'warehouse'] },
    { zh: '用料', fields: ['components', 'remark'] },
  ],
  check: ({ data }) => {
    const seen = new Set<string>();
    return gather([
      data.version < 1 && { refused: 'bom-version', path: 'data.version' },
      data.components.length === 0 && { refused: 'bom-empty', path: 'data.components' },
      ...data.components.flatMap((c, i): Complaint[] => {
        const at = { path: `data.components[${i}].item`, with: { line: String(i + 1) } };
        if (c.item === data.item) return [{ refused: 'bom-of-itself', ...at }];
        if (seen.has(c.item)) return [{ refused: 'bom-component-twice', ...at }];
        seen.add(c.item);
        return [];
      }),
    ]);
  },
  refusals: {
    'bom-version': { http: 422, retry: 'never', zh: '版本从 1 开始，请核对' },
    'bom-empty': { http: 422, retry: 'never', zh: '物料清单没有用料，请至少录入一种材料' },
    'bom-of-itself': { http: 422, retry: 'never', zh: '用料第 {line} 行就是产品自己，请换一种材料' },
    'bom-component-twice': { http: 422, retry: 'never', zh: '用料第 {line} 行的材料重复，请合并成一行' },
  },
  empty: '写下每种产品用什么料、用多少：生产计划审核时系统据此占用材料、开备料单，缺的生成请购单并顺延完工日。',
});
