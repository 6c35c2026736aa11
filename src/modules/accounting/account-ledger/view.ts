// 明细账: one account (with those below it), line by line, with the balance after every line; each line leads to its document.
import { defineView } from '#kernel/view';
import { VOUCHER_NO, yuan } from '../figures.ts';

export const accountLedger = defineView({
  name: 'account-ledger',
  zh: '明细账',
  right: 'ledger.view',
  parameters: [
    { key: 'account', zh: '科目编码', kind: 'text', required: true },
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
  ],
  columns: [
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'voucher', zh: '凭证号', kind: 'link', width: 90, href: '/vouchers/{voucherId}' },
    { key: 'number', zh: '单据', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'account', zh: '科目', kind: 'text', width: 100 },
    { key: 'summary', zh: '摘要', kind: 'text', width: 220 },
    { key: 'party', zh: '往来单位', kind: 'text', width: 150 },
    { key: 'debit', zh: '借方', kind: 'money', sum: true },
    { key: 'credit', zh: '贷方', kind: 'money', sum: true },
    { key: 'direction', zh: '方向', kind: 'text', width: 56 },
    { key: 'balance', zh: '余额', kind: 'money' },
  ],
  // The direction is the account's own (平 at zero) and the sign stays on the amount, as ledgers are kept here (facts/china.md §10.2).
  sql: `
    with codes as (select code from books.record where org_id = books.org() and type = 'account' and left(code, length($1::text)) = $1::text),
    own as (select case when data->>'direction' = 'credit' then -1 else 1 end as sign from books.record where org_id = books.org() and type = 'account' and code = $1::text),
    opening as (select coalesce(sum(debit - credit), 0) as net from books.account_balance where org_id = books.org() and account = any (array(select code from codes)) and period < $2::int),
    lines as (
      select l.day, v.serial, l.line_no, ${VOUCHER_NO} as voucher, v.id as voucher_id, v.doc_id, l.account, l.summary, l.party_id, l.debit, l.credit,
        (select net from opening) + sum(l.debit - l.credit) over (order by l.day, l.period, v.serial, l.line_no) as net
      from books.voucher_line l join books.voucher v on v.org_id = books.org() and v.id = l.voucher_id and v.period = l.period and v.period between $2::int and $3::int
      where l.org_id = books.org() and l.account = any (array(select code from codes)) and l.period between $2::int and $3::int),
    rows as (
      select null::date as day, 0 as serial, 0 as line_no, '' as voucher, null::uuid as voucher_id, null::uuid as doc_id, '' as account, '期初余额' as summary, null::uuid as party_id, null::bigint as debit, null::bigint as credit, net from opening
      union all select * from lines),
    -- Documents and parties are looked up for the page alone.
    page as materialized (select * from rows order by day nulls first, serial, line_no limit $4 offset $5)
    select r.day::text as day, r.voucher, r.voucher_id as "voucherId", d.number, d.type as "docType", r.doc_id as "docId", r.account, r.summary, p.name as party,
      ${yuan('r.debit')} as debit, ${yuan('r.credit')} as credit, case when r.net = 0 then '平' when o.sign = 1 then '借' else '贷' end as direction, ${yuan('r.net * o.sign')} as balance
    from page r cross join own o left join books.document d on d.org_id = books.org() and d.id = r.doc_id left join books.record p on p.org_id = books.org() and p.id = r.party_id
    order by r.day nulls first, r.serial, r.line_no`,
  empty: '没有这个科目，或这段期间没有发生额。',
});
