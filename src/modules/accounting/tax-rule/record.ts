// 税率: a company's own rates of the taxes that a month close proposes, from a day to a day; without one the standard table (closing/tax-rates.ts) holds.
import { choice, day, percent } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { refuse } from '#kernel/refusal';
import { TAX_CHOICES } from '../tax-accrual/taxes.ts';

export const taxRule = defineRecord({
  type: 'tax-rule',
  zh: '计提税率',
  codePrefix: 'SL',
  fields: {
    tax: choice('税种', TAX_CHOICES, { required: true }),
    rate: percent('税率', { required: true }),
    reduced: percent('减征比例', { hint: '如六税两费减半填 50%' }),
    from: day('生效日期', { required: true }),
    to: day('截止日期'),
  },
  list: ['tax', 'rate', 'reduced', 'from', 'to'],
  search: [],
  filters: ['tax'],
  groups: [
    { zh: '税率', fields: ['tax', 'rate', 'reduced'] },
    { zh: '有效期', fields: ['from', 'to'] },
  ],
  check: ({ data }) => (data.to !== null && data.to < data.from ? refuse('rule-ends-first', { path: 'data.to' }) : null),
  refusals: { 'rule-ends-first': { http: 422, retry: 'never', zh: '截止日期不能早于生效日期' } },
  empty:
    '系统已内置常用税率（城建税 7%、教育费附加 3%、地方教育附加 2% 等）；本地税率不同、或享受优惠时在这里添加，例如县城、镇的城建税 5%，一般纳税人中的小型微利企业减征 50%、所得税的优惠。内置税率供月末计提时参考，申报以税务机关的规定为准。',
});
