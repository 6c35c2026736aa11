// How a 销售订单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'warehouse', 'promised', 'reserve', 'salesperson', 'address', 'currency', 'rate', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'promised', width: 116 },
    { field: 'foreign', width: 110 },
    { field: 'remark', width: 160 },
  ],
  list: ['customer', 'warehouse', 'promised', 'salesperson'],
  sums: ['qty', 'foreign', 'gross'],
  approveZh: '审核并占用库存',
  empty: '客户下了单：审核时检查信用额度、占用库存；发货时从这里拉行。',
};
