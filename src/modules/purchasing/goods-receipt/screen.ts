// How a 采购入库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'deliveryNote', 'inspector', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'made', width: 116 },
    { field: 'expires', width: 116 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'remark', width: 140 },
  ],
  list: ['supplier', 'warehouse', 'deliveryNote', 'inspector'],
  sums: ['qty', 'gross'],
  approveZh: '审核并入库',
  empty: '货到了，从采购订单拉行、点数、填批次，审核后库存和暂估应付同时入账。',
};
