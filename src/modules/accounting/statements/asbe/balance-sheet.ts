// 会企01表 资产负债表 (企业会计准则; 财会〔2019〕6号 附件2, for companies on the new standards of instruments, revenue and leases).
// Compared line by line with two copies of the annex (renrendoc 206163130, 777doc 7175244).
// The form has no line numbers. Lines whose figure needs a judgement beyond the ledger (一年内到期、持有待售、应收款项融资) stay empty.
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { Statement } from '../evaluate.ts';

const ASSETS = `
流动资产：
  cash 货币资金
  trading 交易性金融资产
  derivatives 衍生金融资产
  notes 应收票据
  receivables 应收账款
  factoring 应收款项融资
  prepaid 预付款项
  other-receivables 其他应收款
  stock 存货
  contract-assets 合同资产
  held-for-sale 持有待售资产
  due-assets 一年内到期的非流动资产
  other-current 其他流动资产
current 流动资产合计 = cash + trading + derivatives + notes + receivables + factoring + prepaid + other-receivables + stock + contract-assets + held-for-sale + due-assets + other-current
非流动资产：
  bonds 债权投资
  other-bonds 其他债权投资
  long-receivables 长期应收款
  holdings 长期股权投资
  equity-instruments 其他权益工具投资
  other-instruments 其他非流动金融资产
  property 投资性房地产
  fixed 固定资产
  building 在建工程
  bearer 生产性生物资产
  oil 油气资产
  right-of-use 使用权资产
  intangible 无形资产
  development 开发支出
  goodwill 商誉
  deferred-cost 长期待摊费用
  deferred-tax 递延所得税资产
  other-fixed 其他非流动资产
non-current 非流动资产合计 = bonds + other-bonds + long-receivables + holdings + equity-instruments + other-instruments + property + fixed + building + bearer + oil + right-of-use + intangible + development + goodwill + deferred-cost + deferred-tax + other-fixed
assets 资产总计 = current + non-current
`;
const CLAIMS = `
流动负债：
  short-loans 短期借款
  trading-debt 交易性金融负债
  derivative-debt 衍生金融负债
  notes-payable 应付票据
  payables 应付账款
  advances 预收款项
  contract-debt 合同负债
  payroll 应付职工薪酬
  taxes 应交税费
  other-payables 其他应付款
  held-debt 持有待售负债
  due-debt 一年内到期的非流动负债
  other-current-debt 其他流动负债
current-debt 流动负债合计 = short-loans + trading-debt + derivative-debt + notes-payable + payables + advances + contract-debt + payroll + taxes + other-payables + held-debt + due-debt + other-current-debt
非流动负债：
  long-loans 长期借款
  bonds-payable 应付债券
    preferred-debt 其中：优先股
      perpetual-debt 永续债
  lease 租赁负债
  long-payables 长期应付款
  provisions 预计负债
  deferred-income 递延收益
  deferred-tax-debt 递延所得税负债
  other-debt 其他非流动负债
non-current-debt 非流动负债合计 = long-loans + bonds-payable + lease + long-payables + provisions + deferred-income + deferred-tax-debt + other-debt
debt 负债合计 = current-debt + non-current-debt
所有者权益（或股东权益）：
  capital 实收资本（或股本）
  other-equity 其他权益工具
    preferred 其中：优先股
      perpetual 永续债
  reserve 资本公积
  treasury 减：库存股 @debit
  oci 其他综合收益
  special-reserve 专项储备
  surplus 盈余公积
  retained 未分配利润
equity 所有者权益（或股东权益）合计 = capital + other-equity + reserve - treasury + oci + special-reserve + surplus + retained
claims 负债和所有者权益（或股东权益）总计 = debt + equity
`;

// 1501–1503 are the old names of what is 债权投资 and 其他权益工具投资 now. 存货 takes 受托代销商品 less 受托代销商品款, and 存货跌价准备 off.
const PLACES = `
1001 1002 1012 → cash
1101 → trading
3101 3201 → derivatives / derivative-debt by account
3202 → other-current / other-current-debt by account
1121 → notes
1122 2203 → receivables / advances by party
1231 → receivables
1231 named 其他应收 → other-receivables
1123 2202 → prepaid / payables by party
1131 1132 → other-receivables
1221 2241 → other-receivables / other-payables by account
1401 1402 1403 1404 1405 1406 1407 1408 1411 1421 1471 → stock
1321 2314 → stock
5001 5101 5201 5401 5402 5403 → stock
2204 → contract-assets / contract-debt by party
1485 → other-current
1501 1502 → bonds
1503 → equity-instruments
1511 1512 → holdings
1521 → property
1531 1532 → long-receivables
1601 1602 1603 1606 → fixed
1604 1605 → building
1621 1622 → bearer
1631 1632 → oil
1641 → right-of-use
1701 1702 1703 → intangible
5301 → development
1711 → goodwill
1801 → deferred-cost
1811 → deferred-tax
1901 → other-current
190102 → other-fixed
2001 → short-loans
2101 → trading-debt
2201 → notes-payable
2211 → payroll
2221 → other-current / taxes by group
2221 named 待转销项 → other-current / other-current-debt by group
2231 2232 → other-payables
2401 → deferred-income
2501 → long-loans
2502 → bonds-payable
2601 → lease
2701 2702 2711 → long-payables
2801 → provisions
2901 → deferred-tax-debt
4001 → capital
4002 → reserve
4003 → oci
4101 → surplus
4103 4104 → retained
4201 → treasury
6 → retained
`;
const FINANCIAL = '金融企业科目，一般企业报表不列示；若确需使用，请在会计科目里填写“报表项目”';
const SILENT = `
1003 1011 1021 1031 1111 1201 1211 1212 1301 1302 1303 1304 1311 1431 1441 1451 1461 1541 1611 1623 1821 → none : ${FINANCIAL}
2002 2003 2004 2011 2012 2021 2111 2251 2261 2311 2312 2313 2602 2611 2621 → none : ${FINANCIAL}
3001 3002 4102 → none : ${FINANCIAL}
`;

export const ENTERPRISE_BALANCE_SHEET: Statement = {
  form: defineForm({ kind: 'balance-sheet', code: '会企01表', zh: '资产负债表', sides: [formLines(ASSETS, 'debit'), formLines(CLAIMS, 'credit')] }),
  places: rulesOf(PLACES),
  parts: [],
  silent: rulesOf(SILENT),
  concerns: () => true,
};
