// How a 报损单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'reason', 'frozen', 'department', 'handler', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 130 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 110 },
    { field: 'tax', width: 110 },
    { field: 'remark', width: 180 },
  ],
  list: ['warehouse', 'reason', 'department', 'handler'],
  sums: ['qty', 'cost', 'tax'],
  filters: ['reason'],
  approveZh: '审核并报损',
  empty: '过期、破损、变质的货在这里报废。原因码决定科目，以及要不要转出进项税。',
};
