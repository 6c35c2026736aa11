// 付款单: money paid to a supplier, matched against what we owe; the rest is 预付.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { ref } from '#kernel/field';
import { ALLOCATION_LINE } from '../allocation.ts';
import { CASH_HEAD, CASH_REFUSALS, completeCash } from '../cash.ts';
import { cashScreen } from '../cash-screen.ts';
import { decidePayment } from './decide.ts';

export const HEAD = { supplier: ref('supplier', '供应商', { required: true }), ...CASH_HEAD } as const;
export const LINE = ALLOCATION_LINE;

export const payment = defineDocument({
  type: 'payment',
  zh: '付款单',
  prefix: 'FKD',
  head: HEAD,
  line: LINE,
  linesOptional: true,
  flow: POSTING_FLOW,
  sources: [],
  needs: { openItems: 'payable' },
  refusals: {
    ...COMMON,
    ...CASH_REFUSALS,
    'match-held': { http: 409, retry: 'never', zh: '第 {line} 行：{number} 三单匹配超差，付款已暂停；请先审核该发票的超差放行单' },
  },
  screen: cashScreen('supplier', '付供应商货款，先核销应付，多出的部分记预付。'),
  complete: completeCash,
  decide: decidePayment,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: doc.head.amount }),
});
