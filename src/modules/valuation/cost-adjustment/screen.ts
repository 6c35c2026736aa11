// How an 出库成本调整单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['reason', 'cause', 'lines'],
  line: [
    { field: 'item', width: 260 },
    { field: 'documents', width: 110 },
    { field: 'count', width: 110 },
    { field: 'qty', width: 120 },
    { field: 'amount', width: 140 },
  ],
  list: ['reason', 'lines'],
  sums: ['count', 'amount'],
  filters: ['reason'],
  empty: '没有调整。补录、更正、红冲或价差改变了已出库商品的成本时，系统在这里逐月生成调整单和凭证。',
};
