// 原因码: why stock was lost, written off or given away, and which account that is.
import { choice, flag, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const reason = defineRecord({
  type: 'reason',
  zh: '原因码',
  codePrefix: 'YY',
  fields: {
    use: choice(
      '用于',
      [
        { value: 'loss', zh: '报损' },
        { value: 'other-out', zh: '其他出库' },
        { value: 'other-in', zh: '其他入库' },
        { value: 'count', zh: '盘点差异' },
        { value: 'return', zh: '退货' },
      ],
      { required: true },
    ),
    account: text('对方科目', { max: 20, hint: '留空按默认科目' }),
    transferInput: flag('进项税转出', { hint: '非正常损失须转出已抵扣的进项税（增值税法 §22）' }),
  },
  list: ['use', 'account', 'transferInput'],
  search: [],
  filters: ['use'],
  groups: [{ zh: '基本', fields: ['use', 'account', 'transferInput'] }],
  empty: '例如“过期”“破损”“样品”，报损和其他出库时选用。',
});
