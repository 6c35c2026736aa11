// Damage to receivables, payables, matches and invoice numbers.
import { CUSTOMER, type Damage, NOBODY, SUPPLIER, voucherOf } from './damage.ts';

export const PARTIES_DAMAGE: readonly Damage[] = [
  {
    what: '把一笔往来改成已核销',
    sql: (co) => [`update books.open_item set settled = amount where doc_id = '${co.docs['delivery']}'`],
    cries: (co) => ({ 'open-items': [co.numbers['delivery'] ?? ''], 'receivables-equal-ledger': [CUSTOMER] }),
  },
  {
    what: '删掉一笔核销',
    sql: (co) => [`delete from books.settlement where doc_id = '${co.docs['collected']}'`],
    cries: (co) => ({ 'open-items': [co.numbers['delivery'] ?? ''], 'posted-unchanged': [co.numbers['collected'] ?? ''] }),
  },
  {
    what: '核销与往来一起多记',
    sql: (co) => [
      `update books.settlement set amount = amount + 100 where doc_id = '${co.docs['collected']}'`,
      `update books.open_item set settled = settled + 100 where doc_id = '${co.docs['delivery']}'`,
    ],
    cries: (co) => ({ 'receivables-equal-ledger': [CUSTOMER], 'posted-unchanged': [co.numbers['collected'] ?? ''] }),
  },
  {
    what: '改往来的金额',
    sql: (co) => [`update books.open_item set amount = amount + 1 where doc_id = '${co.docs['bill']}'`],
    cries: (co) => ({ 'receivables-equal-ledger': [SUPPLIER], 'posted-unchanged': [co.numbers['bill'] ?? ''] }),
  },
  {
    what: '核销挂到不存在的单据',
    sql: (co) => [`update books.settlement set doc_id = '${NOBODY}' where doc_id = '${co.docs['collected']}'`],
    cries: (co) => ({ 'open-item-documents': ['已不存在'], 'posted-unchanged': [co.numbers['collected'] ?? ''] }),
  },
  {
    what: '暂估的凭证行换了供应商',
    sql: (co) => [`update books.voucher_line set party_id = '${co.ids.customer}' where voucher_id = ${voucherOf(co.docs['unbilled'])} and party_id is not null`],
    cries: (co) => ({ 'estimates-clear': [SUPPLIER, CUSTOMER], 'posted-unchanged': [co.numbers['unbilled'] ?? ''] }),
  },
  {
    what: '改客户的未交订单金额',
    sql: (co) => [`update books.open_order set amount = amount + 1 where doc_id = '${co.docs['sales-order']}'`],
    cries: (co) => ({ 'open-orders': [co.numbers['sales-order'] ?? ''] }),
  },
  {
    what: '发票号码被挂到作废的单据上',
    sql: (co) => [`update books.claim set doc_id = '${co.docs['void']}' where doc_id = '${co.docs['bill']}'`],
    cries: (co) => ({ claims: [co.numbers['void'] ?? ''] }),
  },
];
