// 采购: from request to order to receipt and return.
import { defineModule } from '#kernel/module';
import { goodsReceipt } from './goods-receipt/document.ts';
import { goodsReturn } from './goods-return/document.ts';
import { purchaseOrder } from './purchase-order/document.ts';
import { purchaseRequest } from './purchase-request/document.ts';

export const purchasing = defineModule({
  name: 'purchasing',
  zh: '采购',
  needs: ['catalog', 'parties', 'warehouse', 'accounting'],
  documents: [purchaseRequest, purchaseOrder, goodsReceipt, goodsReturn],
  records: [],
  views: [],
  reactions: [],
});
