// How a 委托代销结算单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'list', 'commissionRate', 'commissionTaxRate', 'commission', 'commissionTax', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'price', width: 104 },
    { field: 'taxRate', width: 72 },
    { field: 'net', width: 116 },
    { field: 'tax', width: 96 },
    { field: 'gross', width: 116 },
    { field: 'cost', width: 104 },
    { field: 'remark', width: 140 },
  ],
  list: ['customer', 'list', 'commission'],
  sums: ['qty', 'net', 'tax', 'gross', 'cost'],
  filters: ['customer'],
  approveZh: '审核并结算',
  empty: '收到受托方的代销清单后，从委托代销发货单拉行：确认收入、应收、手续费和成本。',
};
