// 总账: accounts, wallets, reason codes, departments; vouchers, periods and ledgers.
import { defineModule } from '#kernel/module';
import { account } from './account/record.ts';
import { accountBalance } from './account-balance/view.ts';
import { accountLedger } from './account-ledger/view.ts';
import { aging } from './aging/view.ts';
import { currency } from './currency/record.ts';
import { department } from './department/record.ts';
import { journalVoucher } from './journal-voucher/document.ts';
import { openItems } from './open-items/view.ts';
import { partyBalance } from './party-balance/view.ts';
import { partyStatement } from './party-statement/view.ts';
import { profitTransfer } from './profit-transfer/document.ts';
import { reason } from './reason/record.ts';
import { taxAccrual } from './tax-accrual/document.ts';
import { taxRule } from './tax-rule/record.ts';
import { trialBalance } from './trial-balance/view.ts';
import { vatTransfer } from './vat-transfer/document.ts';
import { voucherList } from './voucher-list/view.ts';
import { wallet } from './wallet/record.ts';

export const accounting = defineModule({
  name: 'accounting',
  zh: '总账',
  needs: ['identity', 'catalog', 'parties'],
  documents: [journalVoucher, vatTransfer, taxAccrual, profitTransfer],
  records: [account, wallet, reason, department, taxRule, currency],
  views: [accountBalance, trialBalance, accountLedger, voucherList, partyBalance, partyStatement, aging, openItems],
  reactions: [],
});
