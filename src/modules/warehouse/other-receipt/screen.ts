// How a 其他入库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'reason', 'department', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'unitCost', width: 104 },
    { field: 'cost', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'made', width: 116 },
    { field: 'expires', width: 116 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'reason', 'department'],
  sums: ['qty', 'cost'],
  filters: ['reason'],
  approveZh: '审核并入库',
  empty: '期初库存、赠品、退料这类没有采购订单的入库。选好原因，系统就知道对方科目。',
};
