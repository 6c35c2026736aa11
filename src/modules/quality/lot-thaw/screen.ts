// How a 批次解冻单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['decision', 'reason', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'lot', width: 140 },
    { field: 'qty', width: 110 },
    { field: 'where', width: 260 },
    { field: 'remark', width: 180 },
  ],
  list: ['decision', 'reason'],
  sums: ['qty'],
  filters: ['decision'],
  approveZh: '审核并解冻',
  empty: '处理完了就在这里解冻：可从批次冻结单拉行；审核后货回到可用库存，等货的订单按承诺先后重新占用。',
};
