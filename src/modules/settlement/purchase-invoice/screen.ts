// How a 采购发票 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'kind', 'number', 'code', 'invoiceDay', 'certified', 'due', 'currency', 'rate', 'match', 'remark'],
  line: [
    { field: 'item', width: 200 },
    { field: 'account', width: 160 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'amount', width: 116 },
    { field: 'faceTax', width: 100 },
    { field: 'gross', width: 116 },
    { field: 'foreign', width: 110 },
    { field: 'match', width: 84 },
    { field: 'matchSaid', width: 200 },
    { field: 'department', width: 110 },
    { field: 'remark', width: 140 },
  ],
  list: ['supplier', 'kind', 'number', 'invoiceDay', 'due', 'match'],
  sums: ['qty', 'gross'],
  filters: ['kind', 'match'],
  approveZh: '审核并入账',
  empty: '收到发票后从采购入库单选单，审核时冲回暂估、记应付和进项税；同一号码只能入账一次。',
};
