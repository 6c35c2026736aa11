// 价格本: an item's price for one party or for all, from a day to a day. Per base unit, tax included.
// A change that is planned stands beside the price of today.
import { choice, day, ref, unitPrice } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';

export const priceRecord = defineRecord({
  type: 'price',
  zh: '价格本',
  codePrefix: 'JG',
  fields: {
    kind: choice(
      '类别',
      [
        { value: 'sale', zh: '销售' },
        { value: 'purchase', zh: '采购' },
      ],
      { required: true, initial: 'sale' },
    ),
    item: ref('item', '商品', { required: true }),
    party: ref('customer|supplier', '客户/供应商', { hint: '留空表示对所有人' }),
    price: unitPrice('含税单价（基本单位）', { required: true, sign: 'zero', secret: 'price' }),
    from: day('生效日', { hint: '调价可以提前登记：旧价填失效日，新价填生效日' }),
    to: day('失效日', { hint: '当天仍有效；留空表示一直有效' }),
  },
  list: ['kind', 'item', 'party', 'price', 'from', 'to'],
  search: [],
  filters: ['kind', 'item', 'party'],
  groups: [{ zh: '价格', fields: ['kind', 'item', 'party', 'price', 'from', 'to'] }],
  // The pen finds prices by this code, so it is made, not typed.
  codeOf: (data) => `${data.kind}/${data.item}/${data.party ?? '*'}`,
  turns: { from: 'from', to: 'to' },
  check: ({ data }) => gather([data.from !== null && data.to !== null && data.from > data.to && { refused: 'from-after-to', path: 'data.from' }]),
  refusals: { 'from-after-to': { http: 422, retry: 'never', zh: '生效日不能晚于失效日' } },
  empty: '给老客户定专价、给供应商记协议价，开单时自动带出；以后的调价可以提前登记。',
});
