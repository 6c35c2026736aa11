// 往来对账单: one customer or supplier, from opening balance through every document and settlement to the closing one; printable.
import { defineView } from '#kernel/view';
import { yuan } from '../figures.ts';

/** The party: the customer when both are given. */
const PARTY = `coalesce($1::uuid, $2::uuid)`;

export const partyStatement = defineView({
  name: 'party-statement',
  zh: '往来对账单',
  right: 'ledger.view',
  parameters: [
    { key: 'customer', zh: '客户', kind: 'ref', to: 'customer' },
    { key: 'supplier', zh: '供应商', kind: 'ref', to: 'supplier' },
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
  ],
  columns: [
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'kind', zh: '类型', kind: 'text', width: 110 },
    { key: 'number', zh: '单号', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'summary', zh: '摘要', kind: 'text', width: 200 },
    { key: 'increase', zh: '应收/应付增加', kind: 'money', sum: true },
    { key: 'decrease', zh: '收款/付款及冲减', kind: 'money', sum: true },
    { key: 'matched', zh: '其中核销', kind: 'money', sum: true },
    { key: 'balance', zh: '余额', kind: 'money' },
    { key: 'currency', zh: '币种', kind: 'text', width: 80 },
    { key: 'foreign', zh: '外币增减', kind: 'money' },
  ],
  // One row a document: its lines on receivable or payable accounts of the party, netted, so that 核销 shows its figure without moving the balance.
  sql: `
    with party as (select id, type, case when type = 'supplier' then -1 else 1 end as sign from books.record where org_id = books.org() and id = ${PARTY}),
    accounts as (select account from books.account_role where org_id = books.org() and role in ('ar.billed', 'ar.advance', 'ap.billed', 'ap.prepaid')),
    moves as (
      select v.day, v.doc_id, min(v.period) as period, min(v.serial) as serial, sum(l.debit - l.credit) * min(p.sign) as net
      from party p join books.voucher_line l on l.org_id = books.org() and l.party_id = p.id join books.voucher v on v.org_id = books.org() and v.id = l.voucher_id
      where l.account in (select account from accounts) and l.day <= coalesce($4::date, 'infinity'::date) group by 1, 2),
    opening as (select coalesce(sum(net), 0) as net from moves where day < coalesce($3::date, '-infinity'::date)),
    rows as (
      select coalesce($3::date, '-infinity'::date) as day, 0 as period, 0 as serial, null::uuid as doc_id, null::numeric as net, (select net from opening) as balance from party
      union all
      select day, period, serial, doc_id, net, (select net from opening) + sum(net) over (order by day, period, serial) from moves where day >= coalesce($3::date, '-infinity'::date))
    select case when r.doc_id is null then $3::text else r.day::text end as day, coalesce(split_part(v.summary, ' ', 1), '') as kind, d.number, d.type as "docType", d.id as "docId", case when r.doc_id is null then '期初余额' else coalesce(d.title, '') end as summary,
      ${yuan('case when r.net > 0 then r.net end')} as increase, ${yuan('case when r.net < 0 then -r.net end')} as decrease,
      ${yuan(`(select sum(abs(s.amount)) from books.settlement s join books.open_item o on o.org_id = books.org() and o.id = s.open_item where s.org_id = books.org() and s.doc_id = r.doc_id and o.party_id = ${PARTY} and o.doc_id <> r.doc_id)`)} as matched, ${yuan('r.balance')} as balance, f.currency, ${yuan('f.net')} as "foreign"
    from rows r left join books.document d on d.org_id = books.org() and d.id = r.doc_id left join books.voucher v on v.org_id = books.org() and v.doc_id = r.doc_id
    -- What the document did to debts in a currency: those it made, less those of others it settled.
    left join lateral (select string_agg(distinct c.name, '、') as currency, sum(x.amount) as net from (
        select o.currency, o.foreign_amount as amount from books.open_item o where o.org_id = books.org() and o.doc_id = r.doc_id and o.party_id = ${PARTY} and o.foreign_amount is not null
        union all select o.currency, -s.foreign_amount from books.settlement s join books.open_item o on o.org_id = books.org() and o.id = s.open_item
          where s.org_id = books.org() and s.doc_id = r.doc_id and o.party_id = ${PARTY} and o.doc_id <> r.doc_id and s.foreign_amount is not null) x
      join books.record c on c.org_id = books.org() and c.id = x.currency) f on true
    order by r.day, r.period, r.serial limit $5 offset $6`,
  empty: '请选择客户或供应商。',
});
