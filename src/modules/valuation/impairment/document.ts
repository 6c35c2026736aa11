// 跌价准备单: what stock is worth less than it cost (可变现净值, CAS1). 计提 and 转回 by item, and 转销 of what was provided for goods sold since. 企业会计准则 only.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, percent, qty, ref, unitPrice } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { completeImpairment, decideImpairment, mayReverseImpairment, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  kind: choice(
    '业务',
    [
      { value: 'test', zh: '减值测试（计提/转回）' },
      { value: 'sold', zh: '转销（已售存货）' },
    ],
    { required: true, initial: 'test' },
  ),
  sellingRate: percent('估计销售费用及税费率', { hint: '可变现净值没填时，按不含税售价减去这部分计算' }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  item: ref('item', '商品', { required: true }),
  nrv: unitPrice('单位可变现净值', { sign: 'zero', secret: 'cost', hint: '估计售价减去销售费用和税费，不含增值税；留空按价格本或零售价' }),
  release: money('转销金额', { sign: 'positive', secret: 'cost', hint: '业务为转销时填写' }),
  qty: qty('库存数量', { computed: true }),
  cost: money('库存成本', { computed: true, secret: 'cost' }),
  reserve: money('已提准备', { computed: true, secret: 'cost', sign: 'any' }),
  required: money('应有准备', { computed: true, secret: 'cost' }),
  amount: money('本次计提（负为转回、转销）', { computed: true, secret: 'cost', sign: 'any' }),
} as const;

export const impairment = defineDocument({
  type: 'impairment',
  zh: '跌价准备单',
  prefix: 'DJZB',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'cost', stockOnSave: true, prices: 'sale', itemBalance: 'inventory.impairment' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: completeImpairment,
  decide: decideImpairment,
  mayReverse: mayReverseImpairment,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN) }),
});
