// How a 期初往来单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['remark'],
  line: [
    { field: 'side', width: 84 },
    { field: 'party', width: 240 },
    { field: 'amount', width: 120 },
    { field: 'origin', width: 116 },
    { field: 'due', width: 116 },
    { field: 'number', width: 170 },
    { field: 'remark', width: 160 },
  ],
  list: ['remark'],
  sums: ['amount'],
  approveZh: '审核并入账',
  empty: '启用前客户欠的、欠供应商的、预收预付的，一笔一行录进来（也可从 Excel 导入），以后就能逐笔核销、看账龄。',
};
