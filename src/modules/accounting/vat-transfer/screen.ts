// How a 增值税结转单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['unpaid', 'overpaid', 'exempt', 'turn', 'remark'],
  line: [
    { field: 'account', width: 320 },
    { field: 'balance', width: 160 },
  ],
  list: ['unpaid', 'overpaid', 'exempt'],
  sums: ['balance'],
  approveZh: '审核并结转',
  empty: '每月结账时自动生成：一般纳税人转出未交或多交增值税，小规模纳税人转出免征的增值税。',
};
