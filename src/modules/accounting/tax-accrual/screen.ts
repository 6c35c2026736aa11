// How a 税费计提单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['turn', 'remark'],
  line: [
    { field: 'tax', width: 160 },
    { field: 'base', width: 140 },
    { field: 'rate', width: 90 },
    { field: 'reduced', width: 100 },
    { field: 'accrued', width: 130 },
    { field: 'amount', width: 130 },
  ],
  list: ['turn'],
  sums: ['amount'],
  approveZh: '审核并计提',
  empty: '城建税、教育费附加、印花税、所得税等在这里计提；结账时会按本月应交增值税自动提出附加税。',
};
