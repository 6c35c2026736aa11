// How a 超差放行单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['reason'],
  line: [
    { field: 'number', width: 180 },
    { field: 'match', width: 90 },
    { field: 'said', width: 340 },
    { field: 'amount', width: 130 },
    { field: 'remark', width: 180 },
  ],
  list: ['reason'],
  sums: ['amount'],
  approveZh: '审核并放行',
  empty: '三单匹配超差的发票，核对后仍要付款的，在这里写明原因放行；放行前付款单不能核销它。',
};
