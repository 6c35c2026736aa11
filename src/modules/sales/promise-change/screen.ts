// How a 承诺调整单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['cause', 'remark'],
  line: [
    { field: 'order', width: 150 },
    { field: 'customer', width: 160 },
    { field: 'item', width: 200 },
    { field: 'warehouse', width: 110 },
    { field: 'change', width: 110 },
    { field: 'before', width: 116 },
    { field: 'promised', width: 116 },
  ],
  list: ['cause'],
  sums: ['change'],
  approveZh: '审核并通知',
  empty: '批次冻结、解冻、来料延期时系统自动生成：按承诺先后重排占用、给出新的承诺日，并通知跟单人。',
};
