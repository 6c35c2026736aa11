// How a 批次冻结单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'reason', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'lot', width: 140 },
    { field: 'qty', width: 110 },
    { field: 'where', width: 260 },
    { field: 'remark', width: 180 },
  ],
  list: ['kind', 'reason'],
  sums: ['qty'],
  filters: ['kind'],
  approveZh: '审核并冻结',
  empty: '发现一批货有问题？在这里冻结：审核那一刻起全公司都不能再发这一批，系统随即找替代、重排占用、通知相关销售。',
};
