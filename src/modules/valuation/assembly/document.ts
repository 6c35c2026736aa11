// 组装单: components become products; the products cost what their components cost, and the extra cost.
import { conversionDocument } from '../conversion-document.ts';

export const assembly = conversionDocument({
  type: 'assembly',
  zh: '组装单',
  prefix: 'ZZD',
  into: '组件',
  out: '成品',
  // Expired goods are not put into new ones.
  expired: 'refuse',
  empty: '把几种商品装成一种（礼盒、套装）。组件按各自的计价方法出库，成品按组件成本加费用入库。',
});
