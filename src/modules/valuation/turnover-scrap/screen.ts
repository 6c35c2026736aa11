// How a 周转材料报废单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['account', 'department', 'residualAccount', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'cost', width: 110 },
    { field: 'residual', width: 110 },
    { field: 'expense', width: 110 },
    { field: 'remark', width: 160 },
  ],
  list: ['department', 'remark'],
  sums: ['qty', 'cost', 'residual', 'expense'],
  filters: ['department'],
  approveZh: '审核并报废',
  empty: '五五摊销的周转材料用坏了，从领用单选单报废：另一半成本记入费用，残值冲减。',
};
