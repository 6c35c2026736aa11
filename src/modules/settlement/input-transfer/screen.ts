// How a 进项税额转出单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['cause', 'remark'],
  line: [
    { field: 'account', width: 220 },
    { field: 'department', width: 140 },
    { field: 'supplier', width: 180 },
    { field: 'amount', width: 130 },
    { field: 'invoice', width: 200 },
    { field: 'remark', width: 180 },
  ],
  list: ['cause'],
  sums: ['amount'],
  filters: ['cause'],
  empty: '已抵扣的进项税，后来用于集体福利、免税项目等不得抵扣的，在这里转出。报损、盘亏的转出由报损单自动做。',
};
