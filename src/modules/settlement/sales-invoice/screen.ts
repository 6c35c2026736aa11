// How a 销售发票 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'kind', 'number', 'code', 'invoiceDay', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'amount', width: 116 },
    { field: 'faceTax', width: 100 },
    { field: 'gross', width: 116 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'kind', 'number', 'invoiceDay'],
  sums: ['qty', 'gross'],
  filters: ['kind'],
  empty: '在电子税务局开票后，从销售出库单选单登记，审核时把待转销项税额转为销项税额。',
};
