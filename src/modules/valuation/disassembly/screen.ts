// How a 拆卸单 looks.
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
  empty: '把一种商品拆成几种（拆整、分割）。成本按权数或参考成本分摊到拆出件，一分不差。',
};
