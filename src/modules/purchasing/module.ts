// 采购: from request to order to receipt and return.
import { defineModule } from '#kernel/module';
import { goodsReceipt } from './goods-receipt/document.ts';
import { purchaseOrder } from './purchase-order/document.ts';

export const purchasing = defineModule({ name: 'purchasing', zh: '采购', needs: ['catalog', 'parties', 'warehouse'], documents: [purchaseOrder, goodsReceipt], records: [], views: [], reactions: [] });
