// How a 收款单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['customer', 'wallet', 'currency', 'rate', 'amount', 'discount', 'fee', 'method', 'bankRef', 'remark'],
  line: [
    { field: 'openItem', width: 200 },
    { field: 'number', width: 170 },
    { field: 'due', width: 116 },
    { field: 'open', width: 120 },
    { field: 'amount', width: 120 },
    { field: 'remark', width: 160 },
  ],
  list: ['customer', 'wallet', 'amount', 'method', 'bankRef'],
  sums: ['open', 'amount'],
  filters: ['wallet', 'method'],
  approveZh: '审核并记账',
  empty: '收到客户货款，先核销应收，多出的部分记预收。',
};
