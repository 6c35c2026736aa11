// 部门: an auxiliary dimension of expenses.
import { text } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const department = defineRecord({
  type: 'department',
  zh: '部门',
  codePrefix: 'BM',
  fields: { head: text('负责人', { max: 30 }) },
  list: ['head'],
  search: [],
  groups: [{ zh: '基本', fields: ['head'] }],
  empty: '费用想按部门看，就先建部门。',
});
