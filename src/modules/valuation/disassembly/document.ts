// 拆卸单: a whole is taken apart; its cost is split over the parts, by weights or by what they would cost, to the 分.
import { conversionDocument } from '../conversion-document.ts';

export const disassembly = conversionDocument({
  type: 'disassembly',
  zh: '拆卸单',
  prefix: 'CXD',
  into: '被拆商品',
  out: '拆出件',
  // Expired goods may be taken apart.
  expired: 'allow',
  empty: '把一种商品拆成几种（拆整、分割）。成本按权数或参考成本分摊到拆出件，一分不差。',
});
