// 仓库: where stock is kept; belongs to a site (门店/仓) of the company.
import { choice, flag, ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const warehouseRecord = defineRecord({
  type: 'warehouse',
  zh: '仓库',
  codePrefix: 'CK',
  fields: {
    kind: choice(
      '类型',
      [
        { value: 'main', zh: '总仓' },
        { value: 'shop', zh: '门店' },
        { value: 'cold', zh: '冷库' },
        { value: 'scrap', zh: '不良品' },
      ],
      { initial: 'main' },
    ),
    site: text('所属门店/仓', { max: 36 }),
    address: text('地址', { max: 120 }),
    keeper: text('仓管员', { max: 30 }),
    costGroup: ref('warehouse', '成本归集到', { hint: '仅“按仓库组核算成本”时使用：与所选仓库共用一个成本池；留空自成一组。有库存后请勿更改' }),
    allowNegative: flag('允许负库存', { hint: '仅在单据后补时短期使用；按最近成本出库，补单后自动调整' }),
  },
  list: ['kind', 'address', 'keeper', 'allowNegative'],
  search: ['address'],
  filters: ['kind'],
  groups: [{ zh: '基本', fields: ['kind', 'site', 'address', 'keeper', 'allowNegative', 'costGroup'] }],
  empty: '先建一个仓库，入库单才有地方放货。',
});
