// 收款单: money received from a customer, matched against what it owes; the rest is 预收.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { ref } from '#kernel/field';
import { isRefused } from '#kernel/refusal';
import { ALLOCATION_LINE, completeAllocations } from '../allocation.ts';
import { CASH_HEAD, CASH_REFUSALS } from '../cash.ts';
import { completeRate } from '../currency/head.ts';
import { decideCollection } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = { customer: ref('customer', '客户', { required: true }), ...CASH_HEAD } as const;
export const LINE = ALLOCATION_LINE;

export const collection = defineDocument({
  type: 'collection',
  zh: '收款单',
  prefix: 'SKD',
  head: HEAD,
  line: LINE,
  linesOptional: true,
  flow: POSTING_FLOW,
  sources: [],
  needs: { openItems: 'receivable' },
  refusals: { ...COMMON, ...CASH_REFUSALS },
  screen,
  complete: (doc, facts) => {
    const head = completeRate(doc.head, doc.day, facts);
    return isRefused(head) ? head : { ...doc, head, lines: completeAllocations(doc.lines, facts) };
  },
  decide: decideCollection,
  summary: (doc) => ({ party: doc.head.customer, warehouse: null, total: doc.head.amount }),
});
