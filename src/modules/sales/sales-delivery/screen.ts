// How a 销售出库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'warehouse', 'address', 'carrier', 'waybill', 'salesperson', 'currency', 'rate', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'lotsTaken', width: 160 },
    { field: 'cost', width: 104 },
    { field: 'foreign', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'warehouse', 'waybill', 'salesperson'],
  sums: ['qty', 'foreign', 'gross', 'cost'],
  approveZh: '审核并出库',
  empty: '发货：从销售订单拉行，审核后库存、收入、成本和应收同时入账，批次按先到期先出。',
};
