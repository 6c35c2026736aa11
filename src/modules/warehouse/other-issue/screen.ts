// How a 其他出库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'reason', 'department', 'receiver', 'deemedSale', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'price', width: 110 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'tax', width: 96 },
    { field: 'cost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'reason', 'department', 'receiver'],
  sums: ['qty', 'gross', 'tax', 'cost'],
  filters: ['reason'],
  approveZh: '审核并出库',
  empty: '部门领用、样品赠送这类没有销售订单的出库。送给外人的勾“视同销售”，系统按市场价计销项税。',
};
