// 付款单: money paid to a supplier, matched against what we owe; the rest is 预付.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { ref } from '#kernel/field';
import { ALLOCATION_LINE, completeAllocations } from '../allocation.ts';
import { CASH_HEAD, CASH_REFUSALS } from '../cash.ts';
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
  refusals: { ...COMMON, ...CASH_REFUSALS },
  screen,
  complete: (doc, facts) => ({ ...doc, lines: completeAllocations(doc.lines, facts) }),
  decide: decidePayment,
  summary: (doc) => ({ party: doc.head.supplier, warehouse: null, total: doc.head.amount }),
});
