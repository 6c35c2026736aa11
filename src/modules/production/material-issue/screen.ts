// How a 生产领料单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'order', 'department', 'receiver', 'remark'],
  line: [
    { field: 'product', width: 180 },
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 116 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'order', 'department', 'receiver'],
  sums: ['cost'],
  filters: ['warehouse', 'department'],
  approveZh: '审核并出库',
  empty: '车间领料：从备料单选单，先用掉为它占用的材料，成本计入生产成本，按产品归集。',
};
