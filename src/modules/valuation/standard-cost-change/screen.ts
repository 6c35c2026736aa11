// How a 标准成本调整单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['why'],
  line: [
    { field: 'item', width: 240 },
    { field: 'was', width: 130 },
    { field: 'standardCost', width: 190 },
    { field: 'qty', width: 110 },
    { field: 'value', width: 120 },
    { field: 'difference', width: 140 },
  ],
  list: ['why'],
  sums: ['value', 'difference'],
  approveZh: '审核并调整',
  empty: '给按标准成本计价的商品定新的标准成本：现有库存按新成本重估，差额转入材料成本差异。',
};
