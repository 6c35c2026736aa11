// How a 采购入库单 looks.
import type { Screen } from '#kernel/document';
import { INCOMING_COLUMNS } from '../incoming.ts';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'deliveryNote', 'inspector', 'remark'],
  line: INCOMING_COLUMNS,
  list: ['supplier', 'warehouse', 'deliveryNote', 'inspector'],
  sums: ['qty', 'gross'],
  approveZh: '审核并入库',
  empty: '货到了，从采购订单拉行、点数、填批次，审核后库存和暂估应付同时入账。',
};
