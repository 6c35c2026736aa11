// 替代料清单: what may stand in for what, how much of it, and which is better.
import { day, flag, int, note, qty, ref } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';

export const substituteRecord = defineRecord({
  type: 'substitute',
  zh: '替代料清单',
  codePrefix: 'TD',
  fields: {
    item: ref('item', '商品', { required: true }),
    substitute: ref('item', '替代品', { required: true }),
    ratio: qty('替代用量', { required: true, sign: 'positive', initial: '1', hint: '1 个基本单位的商品要用多少基本单位的替代品' }),
    priority: int('优先级', { initial: '1', hint: '数字小的先用' }),
    both: flag('双向替代', { hint: '替代品缺货时，也可用本商品替它（用量按倒数）' }),
    until: day('有效期至'),
    remark: note('备注', { max: 200 }),
  },
  list: ['item', 'substitute', 'ratio', 'priority', 'both', 'until'],
  search: [],
  filters: ['item', 'substitute'],
  groups: [{ zh: '替代关系', fields: ['item', 'substitute', 'ratio', 'priority', 'both', 'until', 'remark'] }],
  codeOf: (data) => `${data.item}/${data.substitute}`,
  check: ({ data }) => gather([data.item === data.substitute && { refused: 'substitute-itself', path: 'data.substitute' }]),
  refusals: { 'substitute-itself': { http: 422, retry: 'never', zh: '商品不能替代自己，请另选替代品' } },
  empty: '甲断货或被冻结时可以用乙：在这里写下来，系统就会在冻结的那一刻按库存、效期和成本排好候选。',
});
