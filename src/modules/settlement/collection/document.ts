// 收款单: money received from a customer, matched against what it owes; the rest is 预收.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { ref } from '#kernel/field';
import { ALLOCATION_LINE } from '../allocation.ts';
import { CASH_HEAD, CASH_REFUSALS, completeCash } from '../cash.ts';
import { cashScreen } from '../cash-screen.ts';
import { decideCollection } from './decide.ts';

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
  screen: cashScreen('customer', '收到客户货款，先核销应收，多出的部分记预收。'),
  complete: completeCash,
  decide: decideCollection,
  summary: (doc) => ({ party: doc.head.customer, warehouse: null, total: doc.head.amount }),
});
