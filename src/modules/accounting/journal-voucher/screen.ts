// How a 记账凭证 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['attachments', 'remark', 'opening'],
  line: [
    { field: 'summary', width: 200 },
    { field: 'account', width: 220 },
    { field: 'debit', width: 120 },
    { field: 'credit', width: 120 },
    { field: 'customer', width: 150 },
    { field: 'supplier', width: 150 },
    { field: 'department', width: 110 },
    { field: 'item', width: 150 },
    { field: 'cashFlow', width: 180 },
  ],
  list: ['attachments', 'remark'],
  sums: ['debit', 'credit'],
  approveZh: '审核并记账',
  empty: '计提、摊销、调整等没有业务单据的事项，在这里直接做凭证。',
};
