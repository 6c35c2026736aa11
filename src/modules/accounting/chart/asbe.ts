// 企业会计准则（财会〔2006〕18号附录，及其后准则增设的常用科目）。One line an account: code, name, kind, direction; “industry” marks accounts of banks, insurers and the like.

export const ASBE = `
1001 库存现金 asset debit
1002 银行存款 asset debit
1003 存放中央银行款项 asset debit industry
1011 存放同业 asset debit industry
1012 其他货币资金 asset debit
1021 结算备付金 asset debit industry
1031 存出保证金 asset debit industry
1101 交易性金融资产 asset debit
1111 买入返售金融资产 asset debit industry
1121 应收票据 asset debit
1122 应收账款 asset debit
112201 明细应收款 asset debit
112202 暂估应收款 asset debit
1123 预付账款 asset debit
1131 应收股利 asset debit
1132 应收利息 asset debit
1201 应收代位追偿款 asset debit industry
1211 应收分保账款 asset debit industry
1212 应收分保合同准备金 asset debit industry
1221 其他应收款 asset debit
1231 坏账准备 asset credit
1301 贴现资产 asset debit industry
1302 拆出资金 asset debit industry
1303 贷款 asset debit industry
1304 贷款损失准备 asset credit industry
1311 代理兑付证券 asset debit industry
1321 代理业务资产 asset debit
132101 受托代销商品 asset debit
1401 材料采购 asset debit
1402 在途物资 asset debit
1403 原材料 asset debit
1404 材料成本差异 asset debit
1405 库存商品 asset debit
1406 发出商品 asset debit
140601 发出商品 asset debit
140602 委托代销商品 asset debit
1407 商品进销差价 asset credit
1408 委托加工物资 asset debit
1411 周转材料 asset debit
141101 在库 asset debit
141102 在用 asset debit
141103 摊销 asset credit
1421 消耗性生物资产 asset debit industry
1431 贵金属 asset debit industry
1441 抵债资产 asset debit industry
1451 损余物资 asset debit industry
1461 融资租赁资产 asset debit industry
1471 存货跌价准备 asset credit
1485 应收退货成本 asset debit
1501 持有至到期投资 asset debit
1502 持有至到期投资减值准备 asset credit
1503 可供出售金融资产 asset debit
1511 长期股权投资 asset debit
1512 长期股权投资减值准备 asset credit
1521 投资性房地产 asset debit
1531 长期应收款 asset debit
1532 未实现融资收益 asset credit
1541 存出资本保证金 asset debit industry
1601 固定资产 asset debit
1602 累计折旧 asset credit
1603 固定资产减值准备 asset credit
1604 在建工程 asset debit
1605 工程物资 asset debit
1606 固定资产清理 asset debit
1611 未担保余值 asset debit industry
1621 生产性生物资产 asset debit industry
1622 生产性生物资产累计折旧 asset credit industry
1623 公益性生物资产 asset debit industry
1631 油气资产 asset debit industry
1632 累计折耗 asset credit industry
1641 使用权资产 asset debit
1701 无形资产 asset debit
1702 累计摊销 asset credit
1703 无形资产减值准备 asset credit
1711 商誉 asset debit
1801 长期待摊费用 asset debit
1811 递延所得税资产 asset debit
1821 独立账户资产 asset debit industry
1901 待处理财产损溢 asset debit
190101 待处理流动资产损溢 asset debit
190102 待处理非流动资产损溢 asset debit
2001 短期借款 liability credit
2002 存入保证金 liability credit industry
2003 拆入资金 liability credit industry
2004 向中央银行借款 liability credit industry
2011 吸收存款 liability credit industry
2012 同业存放 liability credit industry
2021 贴现负债 liability credit industry
2101 交易性金融负债 liability credit
2111 卖出回购金融资产款 liability credit industry
2201 应付票据 liability credit
2202 应付账款 liability credit
220201 明细应付款 liability credit
220202 暂估应付账款 liability credit
220203 应付代销款 liability credit
2203 预收账款 liability credit
2204 合同负债 liability credit
2211 应付职工薪酬 liability credit
2221 应交税费 liability credit
222101 应交增值税 liability credit
22210101 应交增值税（进项税额） liability debit
22210102 应交增值税（销项税额抵减） liability debit
22210103 应交增值税（已交税金） liability debit
22210104 应交增值税（转出未交增值税） liability debit
22210105 应交增值税（减免税款） liability debit
22210106 应交增值税（出口抵减内销产品应纳税额） liability debit
22210107 应交增值税（销项税额） liability credit
22210108 应交增值税（出口退税） liability credit
22210109 应交增值税（进项税额转出） liability credit
22210110 应交增值税（转出多交增值税） liability credit
222102 未交增值税 liability credit
222103 预交增值税 liability debit
222104 待抵扣进项税额 liability debit
222105 待认证进项税额 liability debit
222106 待转销项税额 liability credit
222107 增值税留抵税额 liability debit
222108 简易计税 liability credit
222109 转让金融商品应交增值税 liability credit
222110 代扣代交增值税 liability credit
222111 应交消费税 liability credit
222112 应交城市维护建设税 liability credit
222113 应交教育费附加 liability credit
222114 应交地方教育附加 liability credit
222115 应交企业所得税 liability credit
222116 应交个人所得税 liability credit
222117 应交房产税 liability credit
222118 应交城镇土地使用税 liability credit
222119 应交车船税 liability credit
222120 应交印花税 liability credit
2231 应付利息 liability credit
2232 应付股利 liability credit
2241 其他应付款 liability credit
2251 应付保单红利 liability credit industry
2261 应付分保账款 liability credit industry
2311 代理买卖证券款 liability credit industry
2312 代理承销证券款 liability credit industry
2313 代理兑付证券款 liability credit industry
2314 代理业务负债 liability credit
231401 受托代销商品款 liability credit
2401 递延收益 liability credit
2501 长期借款 liability credit
2502 应付债券 liability credit
2601 租赁负债 liability credit
2602 保险责任准备金 liability credit industry
2611 保户储金 liability credit industry
2621 独立账户负债 liability credit industry
2701 长期应付款 liability credit
2702 未确认融资费用 liability debit
2711 专项应付款 liability credit
2801 预计负债 liability credit
2901 递延所得税负债 liability credit
3001 清算资金往来 common debit industry
3002 货币兑换 common debit industry
3101 衍生工具 common debit
3201 套期工具 common debit
3202 被套期项目 common debit
4001 实收资本 equity credit
4002 资本公积 equity credit
4003 其他综合收益 equity credit
4101 盈余公积 equity credit
4102 一般风险准备 equity credit industry
4103 本年利润 equity credit
4104 利润分配 equity credit
410401 提取法定盈余公积 equity credit
410402 提取任意盈余公积 equity credit
410403 应付现金股利或利润 equity credit
410404 转作股本的股利 equity credit
410405 盈余公积补亏 equity credit
410406 未分配利润 equity credit
4201 库存股 equity debit
5001 生产成本 cost debit
5101 制造费用 cost debit
5201 劳务成本 cost debit
5301 研发支出 cost debit
5401 工程施工 cost debit industry
5402 工程结算 cost credit industry
5403 机械作业 cost debit industry
6001 主营业务收入 profit credit
6011 利息收入 profit credit industry
6021 手续费及佣金收入 profit credit industry
6031 保费收入 profit credit industry
6041 租赁收入 profit credit industry
6051 其他业务收入 profit credit
6061 汇兑损益 profit credit industry
6101 公允价值变动损益 profit credit
6111 投资收益 profit credit
6115 资产处置损益 profit credit
6117 其他收益 profit credit
6201 摊回保险责任准备金 profit credit industry
6202 摊回赔付支出 profit credit industry
6203 摊回分保费用 profit credit industry
6301 营业外收入 profit credit
6401 主营业务成本 profit debit
6402 其他业务成本 profit debit
6403 税金及附加 profit debit
640301 消费税 profit debit
640302 城市维护建设税 profit debit
640303 资源税 profit debit
640304 土地增值税 profit debit
640305 城镇土地使用税 profit debit
640306 房产税 profit debit
640307 车船税 profit debit
640308 印花税 profit debit
640309 教育费附加 profit debit
640310 地方教育附加 profit debit
640311 环境保护税 profit debit
6411 利息支出 profit debit industry
6421 手续费及佣金支出 profit debit industry
6501 提取未到期责任准备金 profit debit industry
6502 提取保险责任准备金 profit debit industry
6511 赔付支出 profit debit industry
6521 保单红利支出 profit debit industry
6531 退保金 profit debit industry
6541 分出保费 profit debit industry
6542 分保费用 profit debit industry
6601 销售费用 profit debit
6602 管理费用 profit debit
6603 财务费用 profit debit
6604 勘探费用 profit debit industry
6701 资产减值损失 profit debit
6702 信用减值损失 profit debit
6711 营业外支出 profit debit
6801 所得税费用 profit debit
6901 以前年度损益调整 profit debit
`;
