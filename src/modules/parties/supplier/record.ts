// 供应商: who delivers, how fast, at which tax rate.
import { int, percent } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';
import { badTaxNo, PARTY, TAX_NO_REFUSAL } from '../fields.ts';

export const supplier = defineRecord({
  type: 'supplier',
  zh: '供应商',
  codePrefix: 'GY',
  fields: {
    ...PARTY,
    taxRate: percent('开票税率', { hint: '小规模供应商填 0.01 或 0.03；留空按商品税率' }),
    creditDays: int('账期（天）', { initial: '0' }),
    leadDays: int('到货周期（天）'),
  },
  list: ['contact', 'phone', 'taxRate', 'creditDays', 'leadDays'],
  search: ['taxNo', 'contact', 'phone'],
  groups: [
    { zh: '基本', fields: ['contact', 'phone', 'address', 'leadDays'] },
    { zh: '结算与开票', fields: ['creditDays', 'taxRate', 'taxNo', 'bank', 'bankAccount', 'remark'] },
  ],
  check: ({ data }) => gather([badTaxNo(data.taxNo) && { refused: 'tax-no-length', path: 'data.taxNo' }]),
  refusals: TAX_NO_REFUSAL,
  empty: '还没有供应商。建好供应商，采购订单才知道向谁买。',
});
