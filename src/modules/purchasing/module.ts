// 采购: from request to order to receipt and return.
import { defineModule } from '#kernel/module';
import { consignedReceipt } from './consigned-receipt/document.ts';
import { consignedReturn } from './consigned-return/document.ts';
import { goodsReceipt } from './goods-receipt/document.ts';
import { goodsReturn } from './goods-return/document.ts';
import { purchaseOrder } from './purchase-order/document.ts';
import { purchaseRequest } from './purchase-request/document.ts';

export const purchasing = defineModule({
  name: 'purchasing',
  zh: '采购',
  needs: ['catalog', 'parties', 'warehouse', 'accounting'],
  documents: [purchaseRequest, purchaseOrder, goodsReceipt, goodsReturn, consignedReceipt, consignedReturn],
  records: [],
  views: [],
  reactions: [],
});
