// 采购折让单(红字发票): the supplier takes something off the price of goods already billed. Goods stay; they cost less, and we owe less.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, day, money, note, percent, qty, ref, text } from '#kernel/field';
import { NO_FEN, negate, sumFen } from '#kernel/money';
import { NUMBER_REFUSALS } from '../invoice.ts';
import { completeAllowance } from './complete.ts';
import { decideAllowance, mayReverseAllowance } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  supplier: ref('supplier', '供应商', { required: true }),
  bill: choice(
    '原发票',
    [
      { value: 'certified', zh: '专票（已抵扣）' },
      { value: 'pending', zh: '专票（待认证）' },
      { value: 'ordinary', zh: '普票（不可抵扣）' },
    ],
    { required: true, initial: 'certified', hint: '被折让的货原来开的是什么票，决定进项税怎样冲减' },
  ),
  number: text('红字发票号码', { max: 20, hint: '数电票 20 位；红字发票还没有到的，留空' }),
  code: text('发票代码', { max: 12, hint: '仅旧版发票' }),
  invoiceDay: day('开票日期'),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true, hint: '从采购入库单选单带出' }),
  amount: money('折让金额（价税合计）', { required: true, sign: 'positive', secret: 'price' }),
  taxRate: percent('税率'),
  faceTax: money('票面税额', { sign: 'zero', secret: 'price', hint: '留空按税率计算' }),
  net: money('不含税金额', { computed: true, secret: 'price' }),
  tax: money('税额', { computed: true, secret: 'price' }),
  gross: money('价税合计', { computed: true, secret: 'price' }),
  returned: qty('此前开票后退货', { computed: true }),
  kept: money('冲减存货', { computed: true, secret: 'cost', sign: 'any' }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'invoice-number-shape': NUMBER_REFUSALS['invoice-number-shape'],
  'tax-off': NUMBER_REFUSALS['tax-off'],
  'receipt-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请从已开票的采购入库单选单' },
  'not-billed': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）还没有开票，不能折让；价格谈低了的，直接按新价录采购发票' },
  'beyond-bill': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）已开票、未退货、未折让的只有 {left}，本次折让 {asked}，多出 {over}' },
  'returned-since': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”（入库单 {source}）折让后又有退货按折后价冲减应付，请先红冲退货单' },
} as const;

export const purchaseAllowance = defineDocument({
  type: 'purchase-allowance',
  zh: '采购折让单',
  prefix: 'CGZR',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [{ type: 'goods-receipt', progress: 'allowed', limit: 'none', head: { supplier: 'supplier' }, line: { item: 'item', taxRate: 'taxRate' } }],
  needs: { stock: 'cost', sourcePostings: true },
  refusals: REFUSALS,
  screen,
  complete: completeAllowance,
  decide: decideAllowance,
  mayReverse: mayReverseAllowance,
  summary: (doc) => ({
    party: doc.head.supplier,
    warehouse: null,
    total: negate(sumFen(doc.lines, (l) => l.gross ?? NO_FEN)),
    ...(doc.head.number ? { title: `${doc.head.code ?? ''}${doc.head.number}` } : {}),
  }),
});
