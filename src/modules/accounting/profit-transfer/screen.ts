// How a 结转损益单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'turn', 'remark'],
  line: [
    { field: 'account', width: 320 },
    { field: 'balance', width: 160 },
  ],
  list: ['kind', 'turn'],
  sums: ['balance'],
  filters: ['kind'],
  approveZh: '审核并结转',
  empty: '每月结账时自动生成：把收入和费用转入本年利润，年末再转入未分配利润。',
};
