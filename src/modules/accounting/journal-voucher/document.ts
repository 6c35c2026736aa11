// 记账凭证(手工): what no other document books. Written line by line, balanced, and never on accounts that documents keep.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, flag, int, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { CASH_ITEM_CHOICES } from '../cash-flow/items.ts';
import { decideJournalVoucher } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  attachments: int('附件张数', { initial: '0' }),
  remark: note('备注', { max: 500 }),
  opening: flag('期初', { hint: '建账首月的期初余额：报表列入年初数' }),
} as const;
export const LINE = {
  summary: text('摘要', { required: true, max: 100 }),
  account: ref('account', '科目', { required: true }),
  debit: money('借方金额', { sign: 'any', hint: '红字填负数' }),
  credit: money('贷方金额', { sign: 'any', hint: '红字填负数' }),
  customer: ref('customer', '客户'),
  supplier: ref('supplier', '供应商'),
  item: ref('item', '商品'),
  department: ref('department', '部门'),
  cashFlow: choice('现金流量项目', CASH_ITEM_CHOICES, { hint: '留空按对方科目判断' }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'not-balanced': { http: 422, retry: 'never', zh: '借贷不平：借方合计 {debit}，贷方合计 {credit}，相差 {off}' },
  'one-side': { http: 422, retry: 'never', zh: '第 {line} 行：借方和贷方须填一个，且只能填一个' },
  'account-controlled': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”为受控科目，只能由业务单据生成凭证' },
  'account-has-children': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”有下级科目，请选末级科目' },
  'party-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”按往来单位核算，请填写客户或供应商' },
  'party-twice': { http: 422, retry: 'never', zh: '第 {line} 行：客户和供应商只能填一个' },
  'department-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”按部门核算，请填写部门' },
  'item-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{account}”按商品核算，请填写商品' },
} as const;

export const journalVoucher = defineDocument({
  type: 'journal-voucher',
  zh: '记账凭证',
  prefix: 'JZPZ',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: (doc) => doc,
  decide: decideJournalVoucher,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.debit ?? NO_FEN), ...(doc.lines[0] ? { title: doc.lines[0].summary } : {}) }),
});
