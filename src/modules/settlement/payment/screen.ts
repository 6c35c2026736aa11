// How a 付款单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['supplier', 'wallet', 'currency', 'rate', 'amount', 'discount', 'fee', 'method', 'bankRef', 'remark'],
  line: [
    { field: 'openItem', width: 200 },
    { field: 'number', width: 170 },
    { field: 'due', width: 116 },
    { field: 'open', width: 120 },
    { field: 'amount', width: 120 },
    { field: 'remark', width: 160 },
  ],
  list: ['supplier', 'wallet', 'amount', 'method', 'bankRef'],
  sums: ['open', 'amount'],
  filters: ['wallet', 'method'],
  approveZh: '审核并记账',
  empty: '供应商付款，先核销应付，多出的部分记预付。',
};
