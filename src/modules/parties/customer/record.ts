// 客户: who buys, on what credit.
import { choice, int, money, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';
import { badTaxNo, PARTY, TAX_NO_REFUSAL } from '../fields.ts';

export const customer = defineRecord({
  type: 'customer',
  zh: '客户',
  codePrefix: 'KH',
  fields: {
    kind: choice(
      '类别',
      [
        { value: 'wholesale', zh: '批发' },
        { value: 'chain', zh: '连锁' },
        { value: 'retail', zh: '零售' },
        { value: 'catering', zh: '餐饮' },
      ],
      { initial: 'wholesale' },
    ),
    ...PARTY,
    creditLimit: money('信用额度', { sign: 'zero', hint: '留空表示不限' }),
    creditDays: int('账期（天）', { initial: '0' }),
    minShelfDays: int('最短剩余保质期（天）', { hint: '剩余天数少于此数的批次不发给该客户' }),
    salesperson: text('业务员', { max: 30 }),
  },
  list: ['kind', 'contact', 'phone', 'creditLimit', 'creditDays', 'salesperson'],
  search: ['taxNo', 'contact', 'phone'],
  filters: ['kind'],
  groups: [
    { zh: '基本', fields: ['kind', 'contact', 'phone', 'address', 'salesperson'] },
    { zh: '信用', fields: ['creditLimit', 'creditDays', 'minShelfDays'] },
    { zh: '开票', fields: ['taxNo', 'bank', 'bankAccount', 'remark'] },
  ],
  check: ({ data }) => gather([badTaxNo(data.taxNo) && { refused: 'tax-no-length', path: 'data.taxNo' }]),
  refusals: TAX_NO_REFUSAL,
  empty: '还没有客户。建好客户和账期，开单时就会带出价格并检查额度。',
});
