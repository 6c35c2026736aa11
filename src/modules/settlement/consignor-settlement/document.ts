// 受托代销结算单: what of a consignor's goods was sold or lost by a day (代销清单), what we owe for it, and our commission.
// facts/china.md I13. Saved without lines, it lists everything that is not settled yet.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, money, note, percent, qty, ref, text } from '#kernel/field';
import { sumFen } from '#kernel/money';
import { NUMBER_REFUSALS } from '../invoice.ts';
import { completeSettlement, payableOf } from './complete.ts';
import { decideSettlement } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '委托方', { required: true }),
  bill: choice(
    '对方发票',
    [
      { value: 'special', zh: '专票（可抵扣）' },
      { value: 'pending', zh: '专票（待认证）' },
      { value: 'none', zh: '普票或无票' },
    ],
    { required: true, initial: 'special', hint: '委托方按结算额开来的发票；小规模纳税人选普票' },
  ),
  number: text('发票号码', { max: 20, hint: '数电票 20 位；还没有到的留空' }),
  code: text('发票代码', { max: 12, hint: '仅旧版发票' }),
  invoiceDay: day('开票日期'),
  feeTaxRate: percent('手续费税率', { required: true, initial: '0.06', hint: '经纪代理服务 6%；小规模纳税人填 1% 或 3%' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  kind: choice(
    '去向',
    [
      { value: 'sold', zh: '售出' },
      { value: 'lost', zh: '盘亏、损耗或自用' },
    ],
    { required: true, initial: 'sold', hint: '不是卖掉而是在我们这里少了的，按约定价赔给委托方' },
  ),
  qty: qty('结算数量', { required: true, sign: 'any', hint: '基本单位；客户退货多于售出时为负' }),
  baseQty: qty('基本数量', { computed: true }),
  taxRate: percent('税率'),
  open: qty('未结数量', { computed: true }),
  worth: money('结算额（不含税）', { computed: true, sign: 'any', secret: 'price' }),
  tax: money('进项税额', { computed: true, sign: 'any', secret: 'price' }),
  fee: money('手续费', { computed: true, sign: 'any', secret: 'price' }),
  feeTax: money('手续费税额', { computed: true, sign: 'any', secret: 'price' }),
  payable: money('应付委托方', { computed: true, sign: 'any', secret: 'price' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'invoice-number-shape': NUMBER_REFUSALS['invoice-number-shape'],
  'nothing-to-settle': { http: 409, retry: 'later', zh: '“{supplier}”截至 {day} 没有未结算的代销商品' },
  'not-of-consignor': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”不是“{supplier}”委托代销的商品，请删去该行' },
  'line-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行重复，请合为一行' },
  'beyond-open': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”截至 {day} 未结算的只有 {open}，不能结算 {asked}' },
} as const;

export const consignorSettlement = defineDocument({
  type: 'consignor-settlement',
  zh: '受托代销结算单',
  prefix: 'STJS',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { consigned: true, stock: 'cost' },
  refusals: REFUSALS,
  screen,
  complete: completeSettlement,
  decide: decideSettlement,
  summary: (doc) => ({
    party: doc.head.supplier,
    warehouse: null,
    total: sumFen(doc.lines, payableOf),
    ...(doc.head.number ? { title: `${doc.head.code ?? ''}${doc.head.number}` } : {}),
  }),
});
