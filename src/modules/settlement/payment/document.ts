// 付款单: money paid to a supplier, matched against what we owe; the rest is 预付.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { ref } from '#kernel/field';
import { isRefused } from '#kernel/refusal';
import { ALLOCATION_LINE, completeAllocations } from '../allocation.ts';
import { CASH_HEAD, CASH_REFUSALS } from '../cash.ts';
import { completeRate } from '../currency/head.ts';
import { decidePayment } from './decide.ts';
import { screen } from './screen.ts';

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
  screen,
  complete: (doc, facts) => {
    const head = completeRate(doc.head, doc.day, facts);
    return isRefused(head) ? head : { ...doc, head, lines: completeAllocations(doc.lines, facts) };
  },
  decide: decidePayment,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: doc.head.amount }),
});
