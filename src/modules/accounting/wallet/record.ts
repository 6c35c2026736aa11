// 结算账户: cash boxes, bank accounts and payment platforms, each on its own account code.
import { choice, ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const wallet = defineRecord({
  type: 'wallet',
  zh: '结算账户',
  codePrefix: 'ZH',
  fields: {
    kind: choice(
      '类型',
      [
        { value: 'cash', zh: '现金' },
        { value: 'bank', zh: '银行' },
        { value: 'platform', zh: '微信/支付宝' },
      ],
      { required: true, initial: 'bank' },
    ),
    account: text('会计科目', { required: true, max: 20 }),
    bankAccount: text('账号', { max: 40 }),
    currency: ref('currency', '币种', { hint: '外币账户填写；留空为人民币账户' }),
  },
  list: ['kind', 'account', 'bankAccount'],
  search: ['bankAccount'],
  filters: ['kind'],
  groups: [{ zh: '基本', fields: ['kind', 'account', 'bankAccount', 'currency'] }],
  empty: '把现金、银行卡、微信收款码各建一个账户，收付款时选用。',
});
