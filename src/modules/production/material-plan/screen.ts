// How a 备料单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['order', 'warehouse', 'cause'],
  line: [
    { field: 'product', width: 180 },
    { field: 'item', width: 200 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'per', width: 96 },
    { field: 'held', width: 96 },
    { field: 'short', width: 96 },
    { field: 'arrives', width: 116 },
    { field: 'bom', width: 140 },
    { field: 'remark', width: 140 },
  ],
  list: ['order', 'warehouse', 'cause'],
  sums: [],
  filters: ['warehouse'],
  approveZh: '审核并占用',
  empty: '生产计划审核、工程变更发布时系统自动生成：按物料清单算出用料，现有的当场占用，缺的注明预计到料。',
};
