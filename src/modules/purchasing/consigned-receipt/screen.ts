// How a 受托代销入库单 looks.
import type { Screen } from '#kernel/document';
import { INCOMING_COLUMNS } from '../incoming.ts';

export const screen: Screen = {
  head: ['supplier', 'warehouse', 'deliveryNote', 'remark'],
  line: INCOMING_COLUMNS,
  list: ['supplier', 'warehouse', 'deliveryNote'],
  sums: ['qty', 'gross'],
  approveZh: '审核并入库',
  empty: '别人的货放在我们这里卖：按约定价收货，不算我们的存货；卖出后用受托代销结算单与委托方结算。',
};
