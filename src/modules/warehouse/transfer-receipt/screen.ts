// How a 调拨入库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['from', 'warehouse', 'receiver', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lost', width: 96 },
    { field: 'reason', width: 120 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'lostSerials', width: 120 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 104 },
    { field: 'lostCost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['from', 'warehouse', 'receiver'],
  sums: ['qty', 'lost', 'cost', 'lostCost'],
  filters: ['from'],
  approveZh: '审核并签收',
  empty: '货到店，从调拨单拉行、点数签收；少了坏了写明数量和原因，审核后上架与损失同时入账。',
};
