// How a 材料成本差异分摊单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['rate', 'remark'],
  line: [
    { field: 'account', width: 260 },
    { field: 'department', width: 160 },
    { field: 'issued', width: 170 },
    { field: 'amount', width: 150 },
  ],
  list: ['rate', 'remark'],
  sums: ['issued', 'amount'],
  approveZh: '审核并入账',
  empty: '标准成本的差异平时记在材料成本差异，月末按差异率分摊到发出的货物。结账时系统自动提出。',
};
