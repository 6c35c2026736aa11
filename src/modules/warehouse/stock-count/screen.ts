// How a 盘点单 looks. The books' figure and the money columns appear only for those who may see costs: keepers count blind.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'scope', 'counters', 'skipUncounted', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'lot', width: 120 },
    { field: 'bin', width: 90 },
    { field: 'unit', width: 64 },
    { field: 'counted', width: 96 },
    { field: 'serials', width: 150 },
    { field: 'again', width: 72 },
    { field: 'recount', width: 96 },
    { field: 'recountSerials', width: 120 },
    { field: 'reason', width: 120 },
    { field: 'bookQty', width: 110 },
    { field: 'diff', width: 96 },
    { field: 'missing', width: 120 },
    { field: 'extra', width: 120 },
    { field: 'cost', width: 110 },
    { field: 'made', width: 110 },
    { field: 'expires', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'scope', 'counters'],
  sums: ['counted', 'diff', 'cost'],
  approveZh: '审核并调整库存',
  empty: '选仓库，从“盘点取数”拉出货位，点“录入实盘”开始：账面数在这一刻定格，盘点期间照常出入库。',
};
