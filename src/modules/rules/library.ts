// 规则库: sentences from the trades, ready to take. Names in 「」 are filled by the user; what can run here is said by the plan at activation.

export type LibraryRule = { readonly trade: string; readonly name: string; readonly text: string };

export const LIBRARY: readonly LibraryRule[] = [
  { trade: '通用', name: '低于安全库存就请购', text: '当库存低于安全库存且在途量为零时，创建采购申请并通知采购员' },
  { trade: '通用', name: '超过最高库存', text: '当库存超过最高库存时，通知采购员“库存超过上限，请停止补货”' },
  { trade: '通用', name: '长期不动销', text: '商品90天没动销的，给商品打上“呆滞”标签并通知采购员' },
  { trade: '通用', name: '每天早上的缺货清单', text: '每天8点，把库存低于安全库存的商品清单发给采购员' },
  { trade: '零售', name: '门店缺货提醒', text: '库存等于0时，通知店长，每天最多提醒一次' },
  { trade: '零售', name: '临期打折', text: '剩余保质期少于30天的批次，通知店长“临期商品请促销”' },
  { trade: '批发', name: '客户超信用', text: '客户应收余额超过信用额度时，禁止销售并通知财务' },
  { trade: '批发', name: '逾期催款', text: '客户逾期天数超过30天，停止发货并通知对应业务员' },
  { trade: '批发', name: '大单加审', text: '订单金额超过5万元的，由销售经理审批，否则直接通过' },
  { trade: '批发', name: '低折扣拦截', text: '销售订单折扣率低于70%时，禁止审核' },
  { trade: '食品', name: '过期冻结', text: '批次过期时，冻结该批次并通知质检员' },
  { trade: '食品', name: '临近到期', text: '剩余保质期少于15天时，通知仓管员' },
  { trade: '餐饮', name: '日耗补货', text: '当库存低于近7天日均销量的3倍时，创建采购申请' },
  { trade: '制造', name: '季节提高安全库存', text: '每年11月1日，安全库存系数调整至1.5' },
  { trade: '制造', name: '旺季恢复', text: '春节前15天，安全库存系数调整至1.8，过后恢复' },
  { trade: '物流', name: '到货延迟', text: '供应商延迟天数超过3天，通知采购经理' },
  { trade: '医药', name: '证照临期', text: '供应商证照剩余天数少于30天时，停止采购并通知采购经理' },
  { trade: '电商', name: '销量突增', text: '近7天销量环比上涨50%以上时，通知采购员和计划员' },
];
