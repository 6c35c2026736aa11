// How a 采购费用分摊单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['basis', 'remark'],
  line: [
    { field: 'kind', width: 96 },
    { field: 'item', width: 200 },
    { field: 'account', width: 150 },
    { field: 'supplier', width: 150 },
    { field: 'currency', width: 90 },
    { field: 'foreign', width: 110 },
    { field: 'rate', width: 90 },
    { field: 'amount', width: 116 },
    { field: 'baseQty', width: 96 },
    { field: 'base', width: 110 },
    { field: 'share', width: 116 },
    { field: 'remark', width: 140 },
  ],
  list: ['basis', 'remark'],
  sums: ['amount', 'share'],
  filters: ['basis'],
  empty: '运费、保险、关税等按金额、数量、重量或体积摊到入库商品的成本里；已经卖出的那部分由系统生成出库成本调整单。',
};
