// How a 委托代销退货单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'warehouse', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'warehouse'],
  sums: ['qty', 'cost'],
  filters: ['customer'],
  approveZh: '审核并入库',
  empty: '代销没卖掉的货退回来。从委托代销发货单拉行，按发出时的成本入库。',
};
