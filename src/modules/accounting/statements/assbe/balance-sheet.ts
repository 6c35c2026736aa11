// 会小企01表 资产负债表 (小企业会计准则, 财会〔2011〕17号): its 53 lines and the accounts that fill them. 其他应收、其他应付 are not split by sign here:
// the standard asks it of 应收、预付、应付、预收 only. Debit balances of 应交税费 go to 其他流动资产, 待转销项税额 to 其他流动负债 (财会〔2016〕22号).
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { Statement } from '../evaluate.ts';

const ASSETS = `
流动资产：
  1 货币资金
  2 短期投资
  3 应收票据
  4 应收账款
  5 预付账款
  6 应收股利
  7 应收利息
  8 其他应收款
  9 存货
    10 其中：原材料
      11 在产品
      12 库存商品
      13 周转材料
  14 其他流动资产
15 流动资产合计 = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 14
非流动资产：
  16 长期债券投资
  17 长期股权投资
  18 固定资产原价
  19 减：累计折旧 @credit
  20 固定资产账面价值 = 18 - 19
  21 在建工程
  22 工程物资
  23 固定资产清理
  24 生产性生物资产
  25 无形资产
  26 开发支出
  27 长期待摊费用
  28 其他非流动资产
29 非流动资产合计 = 16 + 17 + 20 + 21 + 22 + 23 + 24 + 25 + 26 + 27 + 28
30 资产合计 = 15 + 29
`;
const CLAIMS = `
流动负债：
  31 短期借款
  32 应付票据
  33 应付账款
  34 预收账款
  35 应付职工薪酬
  36 应交税费
  37 应付利息
  38 应付利润
  39 其他应付款
  40 其他流动负债
41 流动负债合计 = 31 + 32 + 33 + 34 + 35 + 36 + 37 + 38 + 39 + 40
非流动负债：
  42 长期借款
  43 长期应付款
  44 递延收益
  45 其他非流动负债
46 非流动负债合计 = 42 + 43 + 44 + 45
47 负债合计 = 41 + 46
所有者权益（或股东权益）：
  48 实收资本（或股本）
  49 资本公积
  50 盈余公积
  51 未分配利润
52 所有者权益（或股东权益）合计 = 48 + 49 + 50 + 51
53 负债和所有者权益（或股东权益）总计 = 47 + 52
`;

// Income and expense accounts of a month not yet closed stand in 未分配利润, so that the sheet balances on any day.
const PLACES = `
1001 1002 1012 → 1
1101 → 2
1121 → 3
1122 2203 → 4 / 34 by party
1123 2202 → 5 / 33 by party
1131 → 6
1132 → 7
1221 → 8
1321 2314 1401 1402 1403 1404 1405 1406 1407 1408 1411 1421 → 9
4001 4101 4401 4403 → 9
1501 → 16
1511 → 17
1601 → 18
1602 → 19
1604 → 21
1605 → 22
1606 → 23
1621 1622 → 24
1701 1702 → 25
4301 → 26
1801 → 27
1901 → 14
190102 → 28
2001 → 31
2201 → 32
2211 → 35
2221 → 14 / 36 by group
2221 named 待转销项 → 14 / 40 by group
2231 → 37
2232 → 38
2241 → 39
2401 → 44
2501 → 42
2701 → 43
3001 → 48
3002 → 49
3101 → 50
3103 3104 → 51
5 → 51
`;
const PARTS = `
1403 → 10
4001 4101 4401 4403 → 11
1405 1407 → 12
1411 → 13
`;

export const SMALL_BALANCE_SHEET: Statement = {
  form: defineForm({ kind: 'balance-sheet', code: '会小企01表', zh: '资产负债表', sides: [formLines(ASSETS, 'debit'), formLines(CLAIMS, 'credit')] }),
  places: rulesOf(PLACES),
  parts: rulesOf(PARTS),
  silent: [],
  concerns: () => true,
};
