// How a 报价单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'validUntil', 'warehouse', 'contact', 'salesperson', 'currency', 'rate', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'foreign', width: 110 },
    { field: 'remark', width: 160 },
  ],
  list: ['customer', 'validUntil', 'salesperson'],
  sums: ['qty', 'foreign', 'gross'],
  empty: '给客户报价，写明有效期；客户认可后，从这里拉行生成销售订单。',
};
