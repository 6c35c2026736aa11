// 会计科目: the chart of accounts; its codes are what vouchers carry.
import { choice, flag, ref, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { CASH_ITEM_CHOICES } from '../cash-flow/items.ts';

export const account = defineRecord({
  type: 'account',
  zh: '会计科目',
  codePrefix: '',
  fields: {
    parent: ref('account', '上级科目'),
    kind: choice(
      '类别',
      [
        { value: 'asset', zh: '资产' },
        { value: 'liability', zh: '负债' },
        { value: 'common', zh: '共同' },
        { value: 'equity', zh: '权益' },
        { value: 'cost', zh: '成本' },
        { value: 'profit', zh: '损益' },
      ],
      { required: true },
    ),
    direction: choice(
      '余额方向',
      [
        { value: 'debit', zh: '借' },
        { value: 'credit', zh: '贷' },
      ],
      { required: true },
    ),
    byParty: flag('按往来单位核算'),
    byItem: flag('按商品核算'),
    byDepartment: flag('按部门核算'),
    controlled: flag('不允许手工录入', { hint: '受控科目只能由单据生成凭证' }),
    standard: text('准则', { max: 10 }),
    statementLine: text('报表项目', { max: 40, hint: '科目不在准则科目表内时填写，如“其他流动资产”；留空按准则归入' }),
    cashFlow: choice('现金流量项目', CASH_ITEM_CHOICES, { hint: '留空按准则归入；收付现金时对方科目是它，就列入这一项' }),
  },
  list: ['kind', 'direction', 'byParty', 'controlled'],
  search: [],
  filters: ['kind'],
  groups: [
    { zh: '科目', fields: ['parent', 'kind', 'direction', 'controlled', 'statementLine', 'cashFlow'] },
    { zh: '辅助核算', fields: ['byParty', 'byItem', 'byDepartment'] },
  ],
  empty: '建账时按所选准则自动装入全部一级科目。',
});
