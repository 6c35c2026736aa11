// How a 周转材料领用单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'method', 'account', 'department', 'receiver', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 110 },
    { field: 'amortised', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'method', 'department', 'receiver'],
  sums: ['qty', 'cost', 'amortised'],
  filters: ['method', 'department'],
  approveZh: '审核并领用',
  empty: '包装物、低值易耗品投入使用。金额小的一次转销；用得久的五五摊销，报废时再摊另一半。',
};
