// 币种: a foreign currency and its rates, each valid from its day on until the next.
import { day, list, text, unitPrice } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { refuse } from '#kernel/refusal';

export const currency = defineRecord({
  type: 'currency',
  zh: '币种',
  codePrefix: 'BZ',
  fields: {
    symbol: text('符号', { max: 6 }),
    rates: list(
      '汇率',
      { from: day('生效日期', { required: true }), rate: unitPrice('1 外币 = 人民币', { required: true, sign: 'positive' }) },
      { max: 1000, hint: '从生效日起用，到下一条为止；期末调汇用期末日的汇率' },
    ),
  },
  list: ['symbol'],
  search: ['symbol'],
  groups: [{ zh: '币种', fields: ['symbol', 'rates'] }],
  check: ({ data }) => {
    const days = (data.rates as readonly { readonly from: string }[]).map((r) => r.from);
    const twice = days.find((d, i) => days.indexOf(d) !== i);
    return twice ? refuse('rate-twice', { path: 'data.rates', with: { day: twice } }) : null;
  },
  refusals: { 'rate-twice': { http: 422, retry: 'never', zh: '{day} 有两条汇率，请只留一条' } },
  empty: '本位币是人民币。有外币往来时在这里建币种（如 USD 美元）和汇率。',
});
