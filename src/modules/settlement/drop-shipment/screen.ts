// How a 直运单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'supplier', 'address', 'waybill', 'bill', 'number', 'code', 'invoiceDay', 'salesperson', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'gross', width: 116 },
    { field: 'buyPrice', width: 104 },
    { field: 'buyTaxRate', width: 84 },
    { field: 'cost', width: 110 },
    { field: 'payable', width: 116 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'supplier', 'waybill', 'salesperson'],
  sums: ['qty', 'gross', 'cost', 'payable'],
  filters: ['supplier'],
  approveZh: '审核并入账',
  empty: '供应商直接发货给客户，货不经过我们的仓库：销售和采购在一张单上同时入账，不影响库存和成本单价。',
};
