// How a 计价方法变更单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['why'],
  line: [
    { field: 'item', width: 240 },
    { field: 'was', width: 130 },
    { field: 'method', width: 150 },
    { field: 'standardCost', width: 150 },
    { field: 'qty', width: 110 },
    { field: 'value', width: 120 },
    { field: 'difference', width: 140 },
  ],
  list: ['why'],
  sums: ['value', 'difference'],
  approveZh: '审核并切换',
  empty: '在月初切换商品的计价方法：库存金额不变，改为标准成本时差额转入材料成本差异。此前各月须已结账。',
};
