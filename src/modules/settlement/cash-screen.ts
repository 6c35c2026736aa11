// How a 收款单 and a 付款单 look: the same but for who is on the other side.
import type { Screen } from '#kernel/document';

export const cashScreen = (party: 'customer' | 'supplier', empty: string): Screen => ({
  head: [party, 'wallet', 'currency', 'rate', 'amount', 'discount', 'fee', 'method', 'bankRef', 'remark'],
  line: [
    { field: 'openItem', width: 200 },
    { field: 'number', width: 170 },
    { field: 'due', width: 116 },
    { field: 'open', width: 120 },
    { field: 'amount', width: 120 },
    { field: 'remark', width: 160 },
  ],
  list: [party, 'wallet', 'amount', 'method', 'bankRef'],
  sums: ['open', 'amount'],
  filters: ['wallet', 'method'],
  approveZh: '审核并记账',
  empty,
});
