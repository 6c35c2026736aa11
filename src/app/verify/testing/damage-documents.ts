// Damage to documents, their numbers, their running figures and the periods.
import { type Damage, NOBODY, SUPPLIER, voucherOf } from './damage.ts';

export const DOCUMENTS_DAMAGE: readonly Damage[] = [
  {
    what: '改已审核单据的单据头',
    sql: (co) => [`update books.document set head = head || '{"remark": "改过"}' where id = '${co.docs['receipt']}'`],
    cries: (co) => ({ 'posted-unchanged': [co.numbers['receipt'] ?? ''] }),
  },
  {
    what: '改已审核单据的一行',
    sql: (co) => [`update books.document_line set data = data || '{"price": "1.00"}' where doc_id = '${co.docs['order']}' and line_no = 1`],
    cries: (co) => ({ 'posted-unchanged': [co.numbers['order'] ?? ''] }),
  },
  {
    what: '改制单人',
    sql: (co) => [`update books.document set maker_id = '${NOBODY}' where id = '${co.docs['paid']}'`],
    cries: (co) => ({ 'document-audit': [co.numbers['paid'] ?? ''], 'posted-unchanged': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '改审核时间',
    sql: (co) => [`update books.document set approved_at = approved_at + interval '1 hour' where id = '${co.docs['paid']}'`],
    cries: (co) => ({ 'document-audit': [co.numbers['paid'] ?? ''], 'posted-unchanged': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '改单号',
    sql: (co) => [`update books.document set number = 'CGRK-202602-0077' where id = '${co.docs['receipt']}'`],
    cries: () => ({ 'document-numbers': ['采购入库单 202602 期'], 'posted-unchanged': ['CGRK-202602-0077'] }),
  },
  {
    what: '单据计数器跳号',
    sql: () => [`update books.counter set last = last + 1 where kind = 'transfer'`],
    cries: () => ({ 'document-numbers': ['调拨单 202603 期'] }),
  },
  {
    what: '把草稿直接改成已审核',
    sql: (co) => [`update books.document set state = 'posted' where id = '${co.docs['draft']}'`],
    cries: (co) => ({ 'estimates-clear': [SUPPLIER], 'document-states': [co.numbers['draft'] ?? ''], 'posted-unchanged': [co.numbers['draft'] ?? ''] }),
  },
  {
    what: '把已审核的单据改成作废',
    sql: (co) => [`update books.document set state = 'void' where id = '${co.docs['spoiled']}'`],
    cries: (co) => {
      const number = [co.numbers['spoiled'] ?? ''];
      return { 'voucher-documents': number, 'stock-documents': number, 'document-states': number, 'drafts-book-nothing': number };
    },
  },
  {
    what: '把已红冲的单据改回已审核',
    sql: (co) => [`update books.document set state = 'posted', reversed_by = null where id = '${co.docs['wrong-issue']}'`],
    cries: (co) => ({ 'document-states': [co.numbers['red-issue'] ?? ''] }),
  },
  {
    what: '红字凭证少冲一点（两边同改）',
    sql: (co) => [
      `update books.voucher_line set debit = debit + sign(abs(debit)) * 1, credit = credit + sign(abs(credit)) * 1 where voucher_id = ${voucherOf(co.docs['red-payment'])}`,
    ],
    cries: (co) => ({
      'account-balances': ['1002', '1123'],
      'receivables-equal-ledger': [SUPPLIER],
      'red-documents': [co.numbers['red-payment'] ?? ''],
      'posted-unchanged': [co.numbers['red-payment'] ?? ''],
    }),
  },
  {
    what: '改执行进度',
    sql: (co) => [`update books.progress set qty = qty + 1000000 where doc_id = '${co.docs['quote']}'`],
    cries: (co) => ({ progress: [co.numbers['quote'] ?? ''] }),
  },
  {
    what: '断开一行的来源',
    sql: (co) => [`update books.document_line set source_doc = '${NOBODY}' where doc_id = '${co.docs['sales-order']}' and line_no = 1`],
    cries: (co) => ({ 'document-lines': [co.numbers['sales-order'] ?? ''], progress: [co.numbers['quote'] ?? ''], 'posted-unchanged': [co.numbers['sales-order'] ?? ''] }),
  },
  {
    what: '先结账较晚的期间',
    sql: () => [`update books.period set state = 'closed', changed_at = '2027-01-01' where period = 202603`],
    cries: () => ({ 'periods-in-order': ['2026年3月'] }),
  },
  {
    what: '抽掉一个期间',
    sql: () => [`delete from books.period where period = 202602`],
    cries: () => ({ 'periods-in-order': ['2026年3月'], 'periods-known': ['2026年2月'] }),
  },
  {
    what: '结账时间早于入账时间（结账后入账）',
    sql: () => [`update books.period set changed_at = '2026-01-06' where period = 202601`],
    cries: () => ({ 'closed-is-closed': ['-202601-'] }),
  },
];
