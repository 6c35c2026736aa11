// 库位: a place inside a warehouse.
import { int, ref } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const bin = defineRecord({
  type: 'bin',
  zh: '库位',
  codePrefix: 'KW',
  fields: { warehouse: ref('warehouse', '仓库', { required: true }), order: int('拣货顺序') },
  list: ['warehouse', 'order'],
  search: [],
  filters: ['warehouse'],
  groups: [{ zh: '基本', fields: ['warehouse', 'order'] }],
  empty: '仓库大了再分库位，例如 A-01-3；小仓库可以不用。',
});
