// How a 零售单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'wallet', 'customer', 'payments', 'cashier', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'gross', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'taxRate', width: 72 },
    { field: 'cost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'customer', 'wallet', 'cashier'],
  sums: ['qty', 'gross', 'cost'],
  approveZh: '审核并收款',
  empty: '门店卖货：扫码、收款，一单或一天一单；库存、收入、税和成本同时入账。',
};
