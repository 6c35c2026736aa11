// How a 请购单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['department', 'requester', 'warehouse', 'wanted', 'reason'],
  line: [
    { field: 'item', width: 240 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'wanted', width: 116 },
    { field: 'supplier', width: 180 },
    { field: 'remark', width: 180 },
  ],
  list: ['department', 'requester', 'warehouse', 'wanted'],
  sums: ['qty'],
  empty: '缺货了，写下要什么、要多少、哪天要。批准后采购员从这里拉行下订单。',
};
