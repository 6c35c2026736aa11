// How a 采购折让单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'bill', 'number', 'code', 'invoiceDay', 'remark'],
  line: [
    { field: 'item', width: 240 },
    { field: 'amount', width: 140 },
    { field: 'taxRate', width: 72 },
    { field: 'faceTax', width: 100 },
    { field: 'net', width: 116 },
    { field: 'tax', width: 100 },
    { field: 'remark', width: 160 },
  ],
  list: ['supplier', 'bill', 'number', 'invoiceDay'],
  sums: ['amount', 'net', 'tax'],
  filters: ['bill'],
  approveZh: '审核并入账',
  empty: '货已开票，供应商因质量、数量或返利少收钱，开红字发票：从入库单选单，冲减应付、进项税和存货成本。',
};
