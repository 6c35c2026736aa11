// How a 替代料申请单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['cause', 'remark'],
  line: [
    { field: 'frozen', width: 180 },
    { field: 'at', width: 100 },
    { field: 'short', width: 90 },
    { field: 'rank', width: 60 },
    { field: 'item', width: 180 },
    { field: 'warehouse', width: 110 },
    { field: 'available', width: 90 },
    { field: 'expires', width: 110 },
    { field: 'unitCost', width: 90 },
    { field: 'take', width: 96 },
    { field: 'buy', width: 96 },
    { field: 'remark', width: 150 },
  ],
  list: ['cause'],
  sums: ['take', 'buy'],
  approveZh: '采用',
  empty: '批次冻结时系统自动生成：候选按替代料清单、库存、效期、成本排好；采用后占用替代品、生成调拨单或请购单。',
};
