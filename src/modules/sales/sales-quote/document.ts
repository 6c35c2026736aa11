// 报价单: what we offered to whom, at which price, until when. Promises no stock and books nothing; orders pull from it.
import { RATE_REFUSALS } from '#accounting';
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, note, ref, text } from '#kernel/field';
import type { RefusalTable } from '#kernel/refusal';
import { grossOf, TRADE_LINE } from '#kernel/trade';
import { completeSale, CURRENCY_HEAD, CURRENCY_LINE } from '../currency.ts';
import { decideSalesQuote } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '客户', { required: true }),
  validUntil: day('有效期至', { required: true }),
  warehouse: ref('warehouse', '发货仓库'),
  contact: text('联系人', { max: 30 }),
  salesperson: text('业务员', { max: 30 }),
  ...CURRENCY_HEAD,
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = { ...TRADE_LINE, ...CURRENCY_LINE, remark: text('备注', { max: 200 }) } as const;

const REFUSALS = {
  ...COMMON,
  ...RATE_REFUSALS,
  'valid-until-passed': { http: 422, retry: 'never', zh: '有效期至 {until} 早于单据日期 {day}，请改为不早于单据日期' },
} as const satisfies RefusalTable;

export const salesQuote = defineDocument({
  type: 'sales-quote',
  zh: '报价单',
  prefix: 'XSBJ',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [],
  needs: { prices: 'sale' },
  refusals: REFUSALS,
  screen,
  complete: completeSale,
  decide: decideSalesQuote,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines) }),
});
