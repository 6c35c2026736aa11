// 结算: invoices in and out, money in and out, and matching one against the other.
import { defineModule } from '#kernel/module';
import { collection } from './collection/document.ts';
import { consignedStock } from './consigned-stock/view.ts';
import { consignorSettlement } from './consignor-settlement/document.ts';
import { dropShipment } from './drop-shipment/document.ts';
import { estimateBalance } from './estimate-balance/view.ts';
import { estimateReversal } from './estimate-reversal/document.ts';
import { fxRevaluation } from './fx-revaluation/document.ts';
import { inputTransfer } from './input-transfer/document.ts';
import { landedCost } from './landed-cost/document.ts';
import { matchRelease } from './match-release/document.ts';
import { matchedBills, unbilledReceipts } from './matching/views.ts';
import { openingBalance } from './opening-balance/document.ts';
import { payment } from './payment/document.ts';
import { purchaseAllowance } from './purchase-allowance/document.ts';
import { purchaseInvoice } from './purchase-invoice/document.ts';
import { salesInvoice } from './sales-invoice/document.ts';
import { settlementMatch } from './settlement-match/document.ts';

export const settlement = defineModule({
  name: 'settlement',
  zh: '结算',
  needs: ['catalog', 'parties', 'purchasing', 'sales', 'accounting'],
  documents: [
    purchaseInvoice,
    salesInvoice,
    payment,
    collection,
    settlementMatch,
    openingBalance,
    estimateReversal,
    landedCost,
    purchaseAllowance,
    inputTransfer,
    matchRelease,
    fxRevaluation,
    consignorSettlement,
    dropShipment,
  ],
  records: [],
  views: [unbilledReceipts, matchedBills, estimateBalance, consignedStock],
  reactions: [],
});
