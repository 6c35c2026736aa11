// How a 暂估冲回单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'supplier', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'used', width: 110 },
    { field: 'baseQty', width: 110 },
    { field: 'amount', width: 130 },
    { field: 'remark', width: 180 },
  ],
  list: ['kind', 'supplier'],
  sums: ['amount'],
  filters: ['kind'],
  empty: '暂估方式为“月初回冲”时，结账后系统在下月初自动生成；也可以从采购入库单选单手工冲回。',
};
