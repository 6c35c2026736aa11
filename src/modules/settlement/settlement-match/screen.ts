// How a 核销单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'supplier', 'customer', 'sameCompany', 'remark'],
  line: [
    { field: 'openItem', width: 200 },
    { field: 'number', width: 170 },
    { field: 'due', width: 116 },
    { field: 'open', width: 120 },
    { field: 'amount', width: 120 },
    { field: 'remark', width: 160 },
  ],
  list: ['kind', 'supplier', 'customer'],
  sums: ['amount'],
  filters: ['kind'],
  empty: '预付、预收和红字发票用核销单冲抵应付、应收，不经过资金账户。',
};
