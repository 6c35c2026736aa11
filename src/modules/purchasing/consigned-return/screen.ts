// How a 受托代销退回单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'deliveryNote', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'cost', width: 110 },
    { field: 'remark', width: 160 },
  ],
  list: ['supplier', 'warehouse', 'deliveryNote'],
  sums: ['qty', 'cost'],
  approveZh: '审核并退回',
  empty: '没卖掉的代销商品退给委托方：从受托代销入库单拉行，或直接录入；不涉及应付款。',
};
