// 会小企03表 现金流量表 (小企业会计准则): its 22 lines, which cash-flow item each shows, and which item a voucher's counter account speaks of.
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { CashFlowStatement } from '../../cash-flow/items.ts';

// Money that goes out is printed positive on the lines of payments.
const LINES = `
一、经营活动产生的现金流量：
  1 销售产成品、商品、提供劳务收到的现金 @credit
  2 收到其他与经营活动有关的现金 @credit
  3 购买原材料、商品、接受劳务支付的现金
  4 支付的职工薪酬
  5 支付的税费
  6 支付其他与经营活动有关的现金
7 经营活动产生的现金流量净额 = 1 + 2 - 3 - 4 - 5 - 6
二、投资活动产生的现金流量：
  8 收回短期投资、长期债券投资和长期股权投资收到的现金 @credit
  9 取得投资收益收到的现金 @credit
  10 处置固定资产、无形资产和其他非流动资产收回的现金净额 @credit
  11 短期投资、长期债券投资和长期股权投资支付的现金
  12 购建固定资产、无形资产和其他非流动资产支付的现金
13 投资活动产生的现金流量净额 = 8 + 9 + 10 - 11 - 12
三、筹资活动产生的现金流量：
  14 取得借款收到的现金 @credit
  15 吸收投资者投资收到的现金 @credit
  16 偿还借款本金支付的现金
  17 偿还借款利息支付的现金
  18 分配利润支付的现金
19 筹资活动产生的现金流量净额 = 14 + 15 - 16 - 17 - 18
20 四、现金净增加额 = 7 + 13 + 19
21 加：期初现金余额
22 五、期末现金余额 = 20 + 21
`;

/** 会小企03表 has fewer lines than 会企03表: items without a line of their own join the nearest one. */
const SHOWN = {
  sale: '1',
  refund: '2',
  'other-in': '2',
  'other-out': '6',
  purchase: '3',
  payroll: '4',
  taxes: '5',
  'invest-back': '8',
  'invest-income': '9',
  dispose: '10',
  'sell-unit': '8',
  'invest-in': '8',
  acquire: '12',
  invest: '11',
  'buy-unit': '11',
  'invest-out': '11',
  borrow: '14',
  equity: '15',
  'finance-in': '14',
  repay: '16',
  interest: '17',
  dividend: '18',
  'finance-out': '16',
  exchange: '2',
} as const;

// The account opposite the money → what came in / what went out.
const RULES = `
1101 1501 1511 → invest-back / invest
1121 1122 2203 → sale
1123 2201 2202 → purchase
1131 1132 → invest-income
1221 2241 → other-in / other-out
220203 → sale
1321 2314 1401 1402 1403 1404 1405 1406 1407 1408 1411 1421 → purchase
4001 4101 4401 4403 → purchase
4301 → acquire
1601 1602 1604 1605 1606 1621 1622 1701 1702 1801 → dispose / acquire
1901 → other-in / other-out
190102 → dispose / acquire
2001 2501 → borrow / repay
2211 → payroll
2221 → refund / taxes
2221 named 销项 待转销项 简易计税 转让金融商品 → sale
2221 named 进项 待认证 待抵扣 留抵 → purchase
2231 → interest
2232 → dividend
2401 → other-in / other-out
2701 → finance-in / finance-out
3001 3002 → equity / finance-out
3101 3103 3104 → equity / dividend
5001 5051 → sale
5111 → invest-income
5301 → other-in
5401 5402 → purchase
5403 → taxes
5601 5602 → other-in / other-out
5601 5602 named 工资 薪酬 社保 社会保险 公积金 福利费 → payroll
5603 → other-in / other-out
5603 named 利息支出 利息费用 → interest
5711 → other-out
5801 → taxes
`;

export const SMALL_CASH_FLOW: CashFlowStatement = {
  form: defineForm({ kind: 'cash-flow', code: '会小企03表', zh: '现金流量表', sides: [formLines(LINES, 'debit')] }),
  shown: SHOWN,
  rules: rulesOf(RULES),
  opening: '21',
  closing: '22',
  increase: '20',
  exchangeLine: null,
};
