// How a 采购退货单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'reason', 'bill', 'deliveryNote', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'billedQty', width: 110 },
    { field: 'cost', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['supplier', 'warehouse', 'reason', 'deliveryNote'],
  sums: ['qty', 'gross', 'cost'],
  filters: ['reason'],
  approveZh: '审核并退货',
  empty: '从采购入库单拉行退回供应商：没开票的红冲暂估，开过票的红冲应付和进项税。',
};
