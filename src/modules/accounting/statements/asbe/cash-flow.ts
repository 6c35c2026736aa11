// 会企03表 现金流量表 (企业会计准则; 财会〔2019〕6号 附件2): its lines, which item each shows, and the item a voucher's counter account speaks of.
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { CashFlowStatement } from '../../cash-flow/items.ts';

const LINES = `
一、经营活动产生的现金流量：
  sale 销售商品、提供劳务收到的现金 @credit
  refund 收到的税费返还 @credit
  other-in 收到其他与经营活动有关的现金 @credit
operating-in 经营活动现金流入小计 = sale + refund + other-in
  purchase 购买商品、接受劳务支付的现金
  payroll 支付给职工以及为职工支付的现金
  taxes 支付的各项税费
  other-out 支付其他与经营活动有关的现金
operating-out 经营活动现金流出小计 = purchase + payroll + taxes + other-out
operating 经营活动产生的现金流量净额 = operating-in - operating-out
二、投资活动产生的现金流量：
  invest-back 收回投资收到的现金 @credit
  invest-income 取得投资收益收到的现金 @credit
  dispose 处置固定资产、无形资产和其他长期资产收回的现金净额 @credit
  sell-unit 处置子公司及其他营业单位收到的现金净额 @credit
  invest-in 收到其他与投资活动有关的现金 @credit
investing-in 投资活动现金流入小计 = invest-back + invest-income + dispose + sell-unit + invest-in
  acquire 购建固定资产、无形资产和其他长期资产支付的现金
  invest 投资支付的现金
  buy-unit 取得子公司及其他营业单位支付的现金净额
  invest-out 支付其他与投资活动有关的现金
investing-out 投资活动现金流出小计 = acquire + invest + buy-unit + invest-out
investing 投资活动产生的现金流量净额 = investing-in - investing-out
三、筹资活动产生的现金流量：
  equity 吸收投资收到的现金 @credit
  borrow 取得借款收到的现金 @credit
  finance-in 收到其他与筹资活动有关的现金 @credit
financing-in 筹资活动现金流入小计 = equity + borrow + finance-in
  repay 偿还债务支付的现金
  dividend 分配股利、利润或偿付利息支付的现金
  finance-out 支付其他与筹资活动有关的现金
financing-out 筹资活动现金流出小计 = repay + dividend + finance-out
financing 筹资活动产生的现金流量净额 = financing-in - financing-out
exchange 四、汇率变动对现金及现金等价物的影响 @credit
increase 五、现金及现金等价物净增加额 = operating + investing + financing + exchange
opening 加：期初现金及现金等价物余额
closing 六、期末现金及现金等价物余额 = increase + opening
`;

const SHOWN = {
  sale: 'sale',
  refund: 'refund',
  'other-in': 'other-in',
  purchase: 'purchase',
  payroll: 'payroll',
  taxes: 'taxes',
  'other-out': 'other-out',
  'invest-back': 'invest-back',
  'invest-income': 'invest-income',
  dispose: 'dispose',
  'sell-unit': 'sell-unit',
  'invest-in': 'invest-in',
  acquire: 'acquire',
  invest: 'invest',
  'buy-unit': 'buy-unit',
  'invest-out': 'invest-out',
  equity: 'equity',
  borrow: 'borrow',
  'finance-in': 'finance-in',
  repay: 'repay',
  dividend: 'dividend',
  interest: 'dividend',
  'finance-out': 'finance-out',
  exchange: 'exchange',
} as const;

const RULES = `
1101 1501 1502 1503 1511 1512 3101 3201 3202 6101 → invest-back / invest
1111 1301 1302 1303 1304 1311 → invest-back / invest
1121 1122 1231 2203 2204 → sale
1123 2201 2202 → purchase
1131 1132 6111 → invest-income
1221 2241 1021 1031 1201 1211 1212 1485 → other-in / other-out
220203 → sale
1321 2314 → purchase
1401 1402 1403 1404 1405 1406 1407 1408 1411 1421 1431 1441 1451 1471 → purchase
5001 5101 5201 5401 5402 5403 → purchase
5301 → acquire
1461 1531 1532 1541 1611 1821 → invest-in / invest-out
1521 1601 1602 1603 1604 1605 1606 1621 1622 1623 1631 1632 1701 1702 1703 1711 1801 → dispose / acquire
1641 2601 → finance-out
1811 2901 → taxes
1901 → other-in / other-out
190102 → dispose / acquire
1003 1011 2002 2003 2004 2011 2012 2021 2111 2251 2261 2311 2312 2313 2602 2611 2621 3001 3002 → other-in / other-out
2001 2501 2502 → borrow / repay
2101 → finance-in / finance-out
2211 → payroll
2221 → refund / taxes
2221 named 销项 待转销项 简易计税 转让金融商品 → sale
2221 named 进项 待认证 待抵扣 留抵 → purchase
2231 → interest
2232 → dividend
2401 → other-in / other-out
2701 2702 2711 → finance-in / finance-out
2801 → other-in / other-out
4001 4002 4003 → equity / finance-out
4101 4102 4103 4104 → equity / dividend
4201 → equity / finance-out
6001 6051 → sale
6011 6021 6031 6041 6201 6202 6203 → sale
6061 → exchange
6115 → dispose
6117 → other-in
6117 named 返还 退税 → refund
6301 → other-in
6401 6402 → purchase
6403 6801 → taxes
6411 → interest
6421 6501 6502 6511 6521 6531 6541 6542 6604 6701 6702 6711 6901 → other-out
6601 6602 → other-in / other-out
6601 6602 named 工资 薪酬 社保 社会保险 公积金 福利费 → payroll
6603 → other-in / other-out
6603 named 利息支出 利息费用 → interest
6603 named 汇兑 → exchange
`;

export const ENTERPRISE_CASH_FLOW: CashFlowStatement = {
  form: defineForm({ kind: 'cash-flow', code: '会企03表', zh: '现金流量表', sides: [formLines(LINES, 'debit')] }),
  shown: SHOWN,
  rules: rulesOf(RULES),
  opening: 'opening',
  closing: 'closing',
  increase: 'increase',
  exchangeLine: 'exchange',
};
