// 会小企02表 利润表 (小企业会计准则): its 32 lines and the accounts that fill them; 其中 lines are found by the names of detail accounts.
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { Statement } from '../evaluate.ts';

const LINES = `
1 一、营业收入 @credit
2 减：营业成本
  3 税金及附加
    4 其中：消费税
      5 营业税
      6 城市维护建设税
      7 资源税
      8 土地增值税
      9 城镇土地使用税、房产税、车船税、印花税
      10 教育费附加、矿产资源补偿费、排污费
  11 销售费用
    12 其中：商品维修费
      13 广告费和业务宣传费
  14 管理费用
    15 其中：开办费
      16 业务招待费
      17 研究费用
  18 财务费用
    19 其中：利息费用（收入以“-”号填列）
20 加：投资收益（损失以“-”号填列） @credit
21 二、营业利润（亏损以“-”号填列） = 1 - 2 - 3 - 11 - 14 - 18 + 20
22 加：营业外收入 @credit
    23 其中：政府补助 @credit
24 减：营业外支出
    25 其中：坏账损失
      26 无法收回的长期债券投资损失
      27 无法收回的长期股权投资损失
      28 自然灾害等不可抗力因素造成的损失
      29 税收滞纳金
30 三、利润总额（亏损总额以“-”号填列） = 21 + 22 - 24
31 减：所得税费用
32 四、净利润（净亏损以“-”号填列） = 30 - 31
`;
const PLACES = `
5001 5051 → 1
5401 5402 → 2
5403 → 3
5601 → 11
5602 → 14
5603 → 18
5111 → 20
5301 → 22
5711 → 24
5801 → 31
`;
const PARTS = `
5403 named 消费税 → 4
5403 named 营业税 → 5
5403 named 城市维护建设税 → 6
5403 named 资源税 → 7
5403 named 土地增值税 → 8
5403 named 土地使用税 房产税 车船税 印花税 → 9
5403 named 教育费附加 教育附加 矿产资源补偿费 排污费 环境保护税 → 10
5601 named 维修 → 12
5601 named 广告 宣传 → 13
5602 named 开办费 → 15
5602 named 招待 → 16
5602 named 研究 研发 → 17
5603 named 利息 → 19
5301 named 政府补助 补贴 → 23
5711 named 坏账 → 25
5711 named 债券 → 26
5711 named 股权 → 27
5711 named 自然灾害 不可抗力 → 28
5711 named 滞纳金 → 29
`;

export const SMALL_INCOME_STATEMENT: Statement = {
  form: defineForm({ kind: 'income-statement', code: '会小企02表', zh: '利润表', sides: [formLines(LINES, 'debit')] }),
  places: rulesOf(PLACES),
  parts: rulesOf(PARTS),
  silent: [],
  concerns: (figure) => figure.kind === 'profit',
};
