// 销售: from quote to order to delivery and return, and the shop's counter.
import { defineModule } from '#kernel/module';
import { consignedGoods } from './consigned-goods/view.ts';
import { consignmentIssue } from './consignment-issue/document.ts';
import { consignmentReturn } from './consignment-return/document.ts';
import { consignmentSettlement } from './consignment-settlement/document.ts';
import { openOrders } from './open-orders/view.ts';
import { retailSale } from './retail-sale/document.ts';
import { salesByCustomer } from './sales-by-customer/view.ts';
import { salesByItem } from './sales-by-item/view.ts';
import { salesDelivery } from './sales-delivery/document.ts';
import { salesOrder } from './sales-order/document.ts';
import { salesQuote } from './sales-quote/document.ts';
import { salesReturn } from './sales-return/document.ts';

export const sales = defineModule({
  name: 'sales',
  zh: '销售',
  needs: ['catalog', 'parties', 'warehouse', 'accounting'],
  documents: [salesQuote, salesOrder, salesDelivery, salesReturn, retailSale, consignmentIssue, consignmentSettlement, consignmentReturn],
  records: [],
  views: [openOrders, salesByItem, salesByCustomer, consignedGoods],
  reactions: [],
});
