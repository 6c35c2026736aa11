// How a 工程变更单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['cause', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'bom', width: 240 },
    { field: 'version', width: 140 },
    { field: 'valid', width: 116 },
    { field: 'remark', width: 180 },
  ],
  list: ['cause'],
  sums: [],
  approveZh: '审核并发布',
  empty: '产品换料、改版时做一张：审核后新版物料清单按日生效，未完工的生产计划自动重新备料、占用，来不及的顺延并改订单承诺。',
};
