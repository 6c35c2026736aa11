// 销售: from quote to order to delivery and return, and the shop's counter.
import { defineModule } from '#kernel/module';
import { consignedGoods } from './consigned-goods/view.ts';
import { consignmentIssue } from './consignment-issue/document.ts';
import { consignmentReturn } from './consignment-return/document.ts';
import { consignmentSettlement } from './consignment-settlement/document.ts';
import { openOrders } from './open-orders/view.ts';
import { promiseChange } from './promise-change/document.ts';
import { replanOn } from './promise-change/reaction.ts';
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
  documents: [salesQuote, salesOrder, salesDelivery, salesReturn, retailSale, consignmentIssue, consignmentSettlement, consignmentReturn, promiseChange],
  records: [],
  views: [openOrders, salesByItem, salesByCustomer, consignedGoods],
  // 冻结 and 解冻 change what can be promised; whoever tells them needs not know who has promised.
  reactions: [
    replanOn('lot-frozen/1', (e) => `批次冻结单 ${String(e.payload['number'] ?? '')}：${String(e.payload['reason'] ?? '')}`),
    replanOn('output-planned/1', (e) => `生产计划 ${String(e.payload['number'] ?? '')}`),
    replanOn('plan-shifted/1', (e) => `${String(e.payload['number'] ?? '')} ${String(e.payload['reason'] ?? '')}`),
    replanOn('lot-thawed/1', (e) => `批次解冻单 ${String(e.payload['number'] ?? '')}：${String(e.payload['reason'] ?? '')}`),
  ],
});
