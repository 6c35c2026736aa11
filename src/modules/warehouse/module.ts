// 仓库: warehouses, bins, the documents that move, count and write off stock, and what one asks about it.
import { defineModule } from '#kernel/module';
import { bin } from './bin/record.ts';
import { countSheet } from './count-sheet/view.ts';
import { expiringStock } from './expiring-stock/view.ts';
import { otherIssue } from './other-issue/document.ts';
import { otherReceipt } from './other-receipt/document.ts';
import { serialTrace } from './serial-trace/view.ts';
import { stockCount } from './stock-count/document.ts';
import { stockLedger } from './stock-ledger/view.ts';
import { stockMovementSummary } from './stock-movement-summary/view.ts';
import { stockOnHand } from './stock-on-hand/view.ts';
import { transfer } from './transfer/document.ts';
import { transferReceipt } from './transfer-receipt/document.ts';
import { warehouseRecord } from './warehouse/record.ts';
import { writeOff } from './write-off/document.ts';

export const warehouse = defineModule({
  name: 'warehouse',
  zh: '仓库',
  needs: ['catalog', 'accounting'],
  documents: [transfer, transferReceipt, stockCount, otherReceipt, otherIssue, writeOff],
  records: [warehouseRecord, bin],
  views: [stockOnHand, stockLedger, expiringStock, stockMovementSummary, countSheet, serialTrace],
  reactions: [],
});
