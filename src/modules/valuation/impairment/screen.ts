// How a 跌价准备单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'sellingRate', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'qty', width: 100 },
    { field: 'cost', width: 120 },
    { field: 'nrv', width: 130 },
    { field: 'required', width: 120 },
    { field: 'reserve', width: 120 },
    { field: 'release', width: 110 },
    { field: 'amount', width: 170 },
  ],
  list: ['kind', 'remark'],
  sums: ['cost', 'required', 'reserve', 'amount'],
  filters: ['kind'],
  approveZh: '审核并入账',
  empty: '比较存货的成本与可变现净值，计提、转回或转销跌价准备。查询“跌价测试”列出该提多少。仅企业会计准则。',
};
