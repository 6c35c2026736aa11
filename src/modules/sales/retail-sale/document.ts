// 零售单: what a shop sold over the counter, paid at once. One document may hold a whole day's sales.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { list, lotNo, money, note, ref, text } from '#kernel/field';
import { isRefused, type RefusalTable } from '#kernel/refusal';
import { SERIALS_OUT } from '#kernel/serials';
import { completeTrade, FROM_BIN, grossOf, TRADE_LINE } from '#kernel/trade';
import { GIFT_REFUSALS } from '../gift.ts';
import { LOTS_TEXT_MAX } from '../outgoing.ts';
import { decideRetailSale } from './decide.ts';
import { screen } from './screen.ts';
import { atShelfPrice } from './shelf-price.ts';

export const HEAD = {
  warehouse: ref('warehouse', '门店', { required: true }),
  customer: ref('customer', '会员/客户', { hint: '散客留空' }),
  wallet: ref('wallet', '收款账户', { hint: '只有一种收款方式时填这里' }),
  payments: list(
    '收款明细',
    { wallet: ref('wallet', '收款账户', { required: true }), amount: money('金额', { required: true, sign: 'positive' }) },
    { max: 10, secret: 'price', hint: '现金、微信等几种方式一起付时分开填，合计须等于价税合计' },
  ),
  cashier: text('收银员', { max: 30 }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...TRADE_LINE,
  lot: lotNo('批次', { hint: '留空则先到期先出' }),
  ...SERIALS_OUT,
  ...FROM_BIN,
  lotsTaken: text('出库批次', { computed: true, max: LOTS_TEXT_MAX }),
  cost: money('成本', { computed: true, secret: 'cost' }),
  remark: text('备注', { max: 200 }),
} as const;

const REFUSALS = {
  ...COMMON,
  ...GIFT_REFUSALS,
  'wallet-needed': { http: 422, retry: 'never', zh: '请填写收款账户，或在收款明细中逐项填写' },
  'payments-differ': { http: 422, retry: 'never', zh: '收款合计 {paid} 元与价税合计 {gross} 元不符，相差 {difference} 元，请核对收款明细' },
} as const satisfies RefusalTable;

export const retailSale = defineDocument({
  type: 'retail-sale',
  zh: '零售单',
  prefix: 'LSD',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move', prices: 'sale' },
  refusals: REFUSALS,
  screen,
  complete: (doc, facts) => {
    const lines = completeTrade(atShelfPrice(doc.lines, facts), facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideRetailSale,
  summary: (doc) => ({ party: doc.head.customer, warehouse: doc.head.warehouse, total: grossOf(doc.lines), ...(doc.head.customer === null ? { title: '散客' } : {}) }),
});
