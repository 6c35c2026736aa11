// How a 完工入库单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'department', 'extraCost', 'extraAccount', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'consumed', width: 116 },
    { field: 'cost', width: 116 },
    { field: 'lot', width: 120 },
    { field: 'made', width: 116 },
    { field: 'expires', width: 116 },
    { field: 'serials', width: 150 },
    { field: 'bin', width: 90 },
    { field: 'remark', width: 140 },
  ],
  list: ['warehouse', 'department', 'extraCost'],
  sums: ['cost'],
  filters: ['warehouse', 'department'],
  approveZh: '审核并入库',
  empty: '产品完工：从生产计划选单，把生产成本转成库存商品；人工和制造费用填在“另加费用”。',
};
