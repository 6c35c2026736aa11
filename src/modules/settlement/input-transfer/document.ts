// 进项税额转出单: input VAT that was deducted and may not be (增值税法 §22): goods used for 集体福利, exempt business, abnormal loss without a 报损单.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { choice, money, note, ref, text } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { decideInputTransfer } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  cause: choice(
    '转出原因',
    [
      { value: 'welfare', zh: '集体福利或个人消费' },
      { value: 'exempt', zh: '免税或简易计税项目' },
      { value: 'loss', zh: '非正常损失' },
      { value: 'red-notice', zh: '红字信息确认单' },
      { value: 'other', zh: '其他' },
    ],
    { required: true, initial: 'welfare' },
  ),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  account: ref('account', '转入科目', { required: true, hint: '转出的税额由哪个科目承担，如应付职工薪酬、管理费用' }),
  department: ref('department', '部门'),
  supplier: ref('supplier', '供应商'),
  amount: money('转出税额', { required: true, sign: 'positive' }),
  invoice: text('发票号码', { max: 20 }),
  remark: text('备注', { max: 200 }),
} as const;

export const REFUSALS = {
  ...COMMON,
  'no-input-tax': { http: 422, retry: 'never', zh: '小规模纳税人不抵扣进项税，没有可转出的税额' },
  'account-controlled': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”只能由单据生成凭证，请换一个科目' },
  'department-needed': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”按部门核算，请填写部门' },
  'party-needed': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”按往来单位核算，请填写供应商' },
} as const;

export const inputTransfer = defineDocument({
  type: 'input-transfer',
  zh: '进项税额转出单',
  prefix: 'JXZC',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: {},
  refusals: REFUSALS,
  screen,
  complete: (doc) => doc,
  decide: decideInputTransfer,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.amount ?? NO_FEN) }),
});
