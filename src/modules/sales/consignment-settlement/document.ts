// 委托代销结算单 (代销清单): what the consignee has sold. Books revenue, tax, the receivable less the commission, and the cost of the goods.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { money, note, percent, ref, text } from '#kernel/field';
import { divideHalfUp, fen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeTrade, grossOf, splitTax, TRADE_LINE } from '#kernel/trade';
import { CLEARED, CONSIGNMENT_REFUSALS } from '../consignment.ts';
import { costsSince, decideSettlement } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  customer: ref('customer', '受托方', { required: true }),
  list: text('代销清单号', { max: 40 }),
  commissionRate: percent('手续费率', { hint: '按价税合计扣收；手续费另开发票入账时留空' }),
  commissionTaxRate: percent('手续费税率', { hint: '取得专用发票时填写，如 6% 填 0.06' }),
  commission: money('手续费（含税）', { computed: true, secret: 'price' }),
  commissionTax: money('手续费进项税', { computed: true, secret: 'price' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = { ...TRADE_LINE, cost: money('成本', { computed: true, secret: 'cost' }), remark: text('备注', { max: 200 }) } as const;

export const consignmentSettlement = defineDocument({
  type: 'consignment-settlement',
  zh: '委托代销结算单',
  prefix: 'WTJS',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'consignment-issue',
      progress: CLEARED,
      limit: 'qty',
      head: { customer: 'customer' },
      line: { item: 'item', unit: 'unit', qty: 'qty', price: 'price', taxRate: 'taxRate' },
    },
  ],
  needs: { sourcePostings: true, prices: 'sale' },
  refusals: { ...COMMON, ...CONSIGNMENT_REFUSALS },
  screen,
  companyWide: true,
  complete: (doc, facts) => {
    const lines = completeTrade(doc.lines, facts);
    if (isRefused(lines)) return lines;
    const commission = fen(divideHalfUp(grossOf(lines) * (doc.head.commissionRate ?? 0n), 1_000_000n));
    const commissionTax = facts.org.vat === 'general' && doc.head.commissionTaxRate !== null ? splitTax(commission, doc.head.commissionTaxRate).tax : fen(0n);
    return { ...doc, head: { ...doc.head, commission, commissionTax }, lines };
  },
  decide: decideSettlement,
  redLines: costsSince,
  summary: (doc) => ({ party: doc.head.customer, warehouse: null, total: grossOf(doc.lines) }),
});
