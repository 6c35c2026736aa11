// Damage to vouchers, balances and the chart of accounts.
import { type Damage, voucherOf } from './damage.ts';

export const LEDGER_DAMAGE: readonly Damage[] = [
  {
    what: '改一行凭证的科目（还有效的科目）',
    sql: (co) => [`update books.voucher_line set account = '5602' where voucher_id = ${voucherOf(co.docs['sample'])} and account = '5601'`],
    cries: (co) => ({ 'account-balances': ['5601', '5602'], 'posted-unchanged': [co.numbers['sample'] ?? ''] }),
  },
  {
    what: '改一行凭证的金额',
    sql: (co) => [`update books.voucher_line set debit = debit + 100 where voucher_id = ${voucherOf(co.docs['deposit'])} and account = '1123'`],
    cries: (co) => ({ 'voucher-balanced': [co.numbers['deposit'] ?? ''], 'account-balances': ['1123'], 'posted-unchanged': [co.numbers['deposit'] ?? ''] }),
  },
  {
    what: '删掉一行两方都是零的凭证行的金额',
    sql: (co) => [`update books.voucher_line set debit = 0, credit = 0 where voucher_id = ${voucherOf(co.docs['deposit'])}`],
    cries: (co) => ({ 'voucher-lines': [co.numbers['deposit'] ?? ''], 'account-balances': ['1123', '1002'], 'posted-unchanged': [co.numbers['deposit'] ?? ''] }),
  },
  {
    what: '改一个科目余额',
    sql: () => [`update books.account_balance set debit = debit + 1 where account = '1405' and period = 202602`],
    cries: () => ({ 'period-balanced': ['2026年2月'], 'account-balances': ['1405'], 'stock-equals-ledger': ['1405'] }),
  },
  {
    what: '删掉一张凭证连同分录',
    sql: (co) => [`delete from books.voucher_line where voucher_id = ${voucherOf(co.docs['deposit'])}`, `delete from books.voucher where doc_id = '${co.docs['deposit']}'`],
    cries: (co) => ({ 'account-balances': ['1123', '1002'], 'voucher-numbers': ['202603 期'], 'posted-unchanged': [co.numbers['deposit'] ?? ''] }),
  },
  {
    what: '只删凭证，留下分录',
    sql: (co) => [`delete from books.voucher where doc_id = '${co.docs['sample']}'`],
    cries: (co) => ({
      'voucher-lines': [co.numbers['sample'] ?? ''],
      'stock-vouchers': [co.numbers['sample'] ?? ''],
      'voucher-numbers': ['202603 期'],
      'posted-unchanged': [co.numbers['sample'] ?? ''],
    }),
  },
  {
    what: '凭证换到别的日期和期间',
    sql: (co) => [`update books.voucher set day = '2026-02-28', period = 202602, serial = 9999 where doc_id = '${co.docs['deposit']}'`],
    cries: (co) => ({ 'voucher-documents': [co.numbers['deposit'] ?? ''], 'voucher-numbers': ['202602 期', '202603 期'], 'posted-unchanged': [co.numbers['deposit'] ?? ''] }),
  },
  {
    what: '从科目表里删掉一个用着的科目',
    sql: () => [`delete from books.record where type = 'account' and code = '190101'`],
    cries: () => ({ 'accounts-known': ['190101'] }),
  },
];
