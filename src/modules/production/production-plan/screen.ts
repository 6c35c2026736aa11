// How a 生产计划 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['machine', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'warehouse', width: 120 },
    { field: 'due', width: 116 },
    { field: 'remark', width: 180 },
  ],
  list: ['machine'],
  sums: ['qty'],
  filters: ['machine'],
  approveZh: '审核并下达',
  empty: '排好每台设备做什么、哪天完工：等货的订单按它承诺；停机、OEE 下降时系统自动顺延并通知。完工入库后请关闭。',
};
