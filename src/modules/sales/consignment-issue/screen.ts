// How a 委托代销发货单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'warehouse', 'address', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'warehouse'],
  sums: ['qty', 'gross', 'cost'],
  filters: ['customer'],
  approveZh: '审核并发货',
  empty: '把货交给别人代卖，卖出前仍是我们的。收到代销清单时从这里拉行结算，卖不掉的从这里退回。',
};
