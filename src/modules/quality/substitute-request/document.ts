// 替代料申请单: what could stand in for goods that are frozen. The house proposes, ranked; a person accepts; what is accepted is set aside, moved or bought.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, PLAN_FLOW } from '#kernel/document';
import { day, int, note, qty, ref, text, unitPrice } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { decideSubstituteRequest, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  cause: text('起因', { required: true, max: 120 }),
  freeze: ref('document', '冻结单据'),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  frozen: ref('item', '被替代商品', { required: true }),
  at: ref('warehouse', '缺货仓库', { required: true }),
  short: qty('缺量', { required: true, sign: 'zero', hint: '被替代商品的基本单位' }),
  item: ref('item', '替代品', { required: true }),
  warehouse: ref('warehouse', '替代品所在仓库', { required: true }),
  rank: int('排名'),
  available: qty('可承诺', { sign: 'any' }),
  expires: day('最早到期'),
  unitCost: unitPrice('单位成本', { secret: 'cost', sign: 'any' }),
  take: qty('采用数量', { sign: 'zero', hint: '替代品的基本单位；同一商品从别的仓库调来，其他商品先占用' }),
  buy: qty('请购数量', { sign: 'zero', hint: '库存替不了的部分：审核后自动生成请购单' }),
  remark: text('备注', { max: 200 }),
} as const;

export const substituteRequest = defineDocument({
  type: 'substitute-request',
  zh: '替代料申请单',
  prefix: 'TDSQ',
  head: HEAD,
  line: LINE,
  flow: PLAN_FLOW,
  sources: [],
  needs: { stock: 'reserve' },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc) => doc,
  decide: decideSubstituteRequest,
  summary: (doc) => ({ party: null, warehouse: null, total: NO_FEN, title: doc.head.cause }),
});
