// How a 组装单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'into', 'department', 'extraCost', 'extraAccount', 'remark'],
  line: [
    { field: 'role', width: 96 },
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'weight', width: 96 },
    { field: 'cost', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'made', width: 116 },
    { field: 'expires', width: 116 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'into', 'department', 'extraCost'],
  sums: [],
  filters: ['department'],
  approveZh: '审核并入账',
  empty: '把几种商品装成一种（礼盒、套装）。组件按各自的计价方法出库，成品按组件成本加费用入库。',
};
