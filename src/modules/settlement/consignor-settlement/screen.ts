// How a 受托代销结算单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'bill', 'number', 'code', 'invoiceDay', 'feeTaxRate', 'remark'],
  line: [
    { field: 'item', width: 180 },
    { field: 'kind', width: 110 },
    { field: 'open', width: 84 },
    { field: 'qty', width: 88 },
    { field: 'worth', width: 112 },
    { field: 'taxRate', width: 72 },
    { field: 'tax', width: 88 },
    { field: 'fee', width: 84 },
    { field: 'feeTax', width: 92 },
    { field: 'payable', width: 112 },
    { field: 'remark', width: 120 },
  ],
  list: ['supplier', 'bill', 'number', 'invoiceDay'],
  sums: ['qty', 'worth', 'tax', 'fee', 'payable'],
  filters: ['bill'],
  approveZh: '审核并结算',
  empty: '与委托方按期结算：选委托方和截止日期，直接保存，系统列出卖掉（或短少）而未结算的商品、应付款和手续费。',
};
