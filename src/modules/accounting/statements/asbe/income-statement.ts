// 会企02表 利润表 (企业会计准则; 财会〔2019〕6号 附件2; its lines compared with a copy, doczj 3216079484).
// 研发费用 is what the detail accounts of 管理费用 call so. 以前年度损益调整 goes to
// 未分配利润 without passing through this statement.
import { defineForm, formLines } from '../form.ts';
import { rulesOf } from '../place.ts';
import type { Statement } from '../evaluate.ts';

const LINES = `
revenue 一、营业收入 @credit
cost 减：营业成本
  taxes 税金及附加
  selling 销售费用
  admin 管理费用
  research 研发费用
  finance 财务费用
    interest-paid 其中：利息费用
      interest-received 利息收入 @credit
other-income 加：其他收益 @credit
  investment 投资收益（损失以“-”号填列） @credit
    associates 其中：对联营企业和合营企业的投资收益 @credit
      derecognised 以摊余成本计量的金融资产终止确认收益（损失以“-”号填列） @credit
  hedging 净敞口套期收益（损失以“-”号填列） @credit
  fair-value 公允价值变动收益（损失以“-”号填列） @credit
  credit-loss 信用减值损失（损失以“-”号填列） @credit
  impairment 资产减值损失（损失以“-”号填列） @credit
  disposal 资产处置收益（损失以“-”号填列） @credit
operating 二、营业利润（亏损以“-”号填列） = revenue - cost - taxes - selling - admin - research - finance + other-income + investment + hedging + fair-value + credit-loss + impairment + disposal
gains 加：营业外收入 @credit
losses 减：营业外支出
total 三、利润总额（亏损总额以“-”号填列） = operating + gains - losses
tax 减：所得税费用
net 四、净利润（净亏损以“-”号填列） = total - tax
  continuing （一）持续经营净利润（净亏损以“-”号填列） = net
  discontinued （二）终止经营净利润（净亏损以“-”号填列） @credit
oci 五、其他综合收益的税后净额 = oci-never + oci-later
  oci-never （一）不能重分类进损益的其他综合收益 = oci-plan + oci-equity + oci-instruments + oci-own-risk
    oci-plan 1.重新计量设定受益计划变动额 @credit
    oci-equity 2.权益法下不能转损益的其他综合收益 @credit
    oci-instruments 3.其他权益工具投资公允价值变动 @credit
    oci-own-risk 4.企业自身信用风险公允价值变动 @credit
  oci-later （二）将重分类进损益的其他综合收益 = oci-later-equity + oci-bonds + oci-moved + oci-bond-loss + oci-hedge + oci-translation
    oci-later-equity 1.权益法下可转损益的其他综合收益 @credit
    oci-bonds 2.其他债权投资公允价值变动 @credit
    oci-moved 3.金融资产重分类计入其他综合收益的金额 @credit
    oci-bond-loss 4.其他债权投资信用减值准备 @credit
    oci-hedge 5.现金流量套期储备 @credit
    oci-translation 6.外币财务报表折算差额 @credit
comprehensive 六、综合收益总额 = net + oci
七、每股收益：
  eps （一）基本每股收益 @credit
  diluted （二）稀释每股收益 @credit
`;
// 其他综合收益 is an equity account: what its detail accounts are called says which line they are.
const PLACES = `
6001 6051 → revenue
6401 6402 → cost
6403 → taxes
6601 → selling
6602 → admin
6602 named 研发 研究 → research
6603 → finance
6117 → other-income
6111 → investment
6101 → fair-value
6702 → credit-loss
6701 → impairment
6115 → disposal
6301 → gains
6711 → losses
6801 → tax
4003 → oci-instruments
4003 named 设定受益 → oci-plan
4003 named 不能转损益 → oci-equity
4003 named 自身信用 → oci-own-risk
4003 named 可转损益 → oci-later-equity
4003 named 其他债权投资公允 → oci-bonds
4003 named 重分类 → oci-moved
4003 named 信用减值准备 → oci-bond-loss
4003 named 套期 → oci-hedge
4003 named 折算 → oci-translation
`;
const PARTS = `
6603 named 利息支出 利息费用 → interest-paid
6603 named 利息收入 → interest-received
6111 named 联营 合营 → associates
6111 named 终止确认 → derecognised
`;
const FINANCIAL = '金融企业科目，一般企业报表不列示；若确需使用，请在会计科目里填写“报表项目”';
const SILENT = `
6011 6021 6031 6041 6061 6201 6202 6203 6411 6421 6501 6502 6511 6521 6531 6541 6542 6604 → none : ${FINANCIAL}
6901 → none : 以前年度损益调整不列入利润表，须转入利润分配——未分配利润
`;

export const ENTERPRISE_INCOME_STATEMENT: Statement = {
  form: defineForm({ kind: 'income-statement', code: '会企02表', zh: '利润表', sides: [formLines(LINES, 'debit')] }),
  places: rulesOf(PLACES),
  parts: rulesOf(PARTS),
  silent: rulesOf(SILENT),
  concerns: (figure) => figure.kind === 'profit' || figure.code.startsWith('4003'),
};
