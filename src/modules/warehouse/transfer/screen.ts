// How a 调拨单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['from', 'to', 'direct', 'carrier', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 130 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 110 },
    { field: 'remark', width: 180 },
  ],
  list: ['from', 'to', 'direct', 'carrier'],
  sums: ['qty', 'cost'],
  filters: ['from', 'to'],
  approveZh: '审核并发出',
  empty: '总仓给门店配货，或门店之间调剂。审核后货在途，对方用调拨入库单签收；隔壁门店可勾“直调”一步到位。',
};
