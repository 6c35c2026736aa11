// How a 采购订单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'wanted', 'buyer', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'wanted', width: 116 },
    { field: 'remark', width: 160 },
  ],
  list: ['supplier', 'warehouse', 'wanted', 'buyer'],
  sums: ['qty', 'gross'],
  empty: '向供应商下单。可以从请购单拉行，也可以直接录入；收货时从这里拉行。',
};
