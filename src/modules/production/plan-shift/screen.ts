// How a 计划调整单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['machine', 'cause'],
  line: [
    { field: 'plan', width: 160 },
    { field: 'item', width: 220 },
    { field: 'before', width: 116 },
    { field: 'due', width: 116 },
  ],
  list: ['machine', 'cause'],
  sums: [],
  filters: ['machine'],
  approveZh: '审核并重排承诺',
  empty: '设备停机或 OEE 下降时系统自动生成：计划顺延几天，等这些货的订单随之改承诺并通知跟单人。',
};
