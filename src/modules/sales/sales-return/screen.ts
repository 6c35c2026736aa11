// How a 销售退货单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'warehouse', 'reason', 'wallet', 'salesperson', 'currency', 'rate', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'condition', width: 84 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'lotsTaken', width: 160 },
    { field: 'cost', width: 104 },
    { field: 'foreign', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'warehouse', 'reason'],
  sums: ['qty', 'foreign', 'gross', 'cost'],
  approveZh: '审核并入库',
  empty: '客户退货：从原出库单或零售单拉行，按原价、原成本、原批次退回；不良品自动冻结。',
};
