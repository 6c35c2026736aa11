// Where the money of each voucher came from and went to: its lines on accounts other than cash, by the item their account speaks of.
import { OPENINGS } from '../statements/ledger-sql.ts';

/**
 * $1 accounts, $2 item when money comes in, $3 when it goes out; $4 cash accounts, $5 revenue accounts, $6 accounts of 应交税费; $7 periods;
 * $8 whether the accounts behind each item are wanted too (to follow a line), which costs more.
 * Vouchers that move money between our own accounts are left out, and so are opening entries. In a voucher with revenue, its tax was received
 * with it. A hand-written voucher whose lines name an item is read from its document. A red voucher takes back what its original moved: money that
 * comes back of a purchase is less purchase, not a sale. Rows with a voucher are of vouchers whose items run both ways (a discount beside a
 * collection): their share of the money is worked out by `spread`; all others are added up here.
 */
export const CASH_FLOWS = `
  with openings as (${OPENINGS}),
  map as (select m.account, m.coming, m.going, m.account = any ($6::text[]) as tax, m.account = any ($5::text[]) as revenue from unnest($1::text[], $2::text[], $3::text[]) as m(account, coming, going)),
  cash as materialized (
    select l.voucher_id, l.period, sum(l.debit - l.credit)::bigint as net from books.voucher_line l
    where l.org_id = books.org() and l.account = any ($4::text[]) and l.period = any ($7::int[]) and not l.voucher_id = any (array(select id from openings))
    group by 1, 2 having sum(l.debit - l.credit) <> 0),
  red as materialized (select v.id from books.voucher v where v.org_id = books.org() and v.period = any ($7::int[]) and v.reverses is not null),
  told as materialized (
    select v.id as voucher_id, a.code as account, nullif(l.data->>'cashFlow', '') as item,
      round((coalesce(nullif(l.data->>'credit', ''), '0')::numeric - coalesce(nullif(l.data->>'debit', ''), '0')::numeric) * 100)::bigint as amount
    from books.document d join books.voucher v on v.org_id = d.org_id and v.doc_id = d.id join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
    join books.record a on a.org_id = d.org_id and a.id::text = l.data->>'account'
    where d.org_id = books.org() and d.type = 'journal-voucher' and d.period = any ($7::int[])
      and exists (select from books.document_line x where x.org_id = d.org_id and x.doc_id = d.id and nullif(x.data->>'cashFlow', '') is not null)),
  opposite as (
    select c.voucher_id, c.period, c.net, l.account, null as item, l.credit - l.debit as amount from cash c
    join books.voucher_line l on l.org_id = books.org() and l.voucher_id = c.voucher_id
    where not l.account = any ($4::text[]) and not c.voucher_id = any (array(select voucher_id from told))
    union all select c.voucher_id, c.period, c.net, t.account, t.item, t.amount from told t join cash c on c.voucher_id = t.voucher_id where not t.account = any ($4::text[])),
  sums as (
    select o.voucher_id, o.period, o.net, case when $8::boolean or coalesce(o.item, m.coming) is null then o.account else '' end as account, coalesce(o.item, m.coming, '') as coming, coalesce(o.item, m.going, '') as going,
      o.item is null and coalesce(m.tax, false) as tax, bool_or(m.revenue) as revenue, sum(o.amount)::bigint as amount
    from opposite o left join map m on m.account = o.account group by 1, 2, 3, 4, 5, 6, 7),
  judged as (
    select s.*, (sum(amount) over (partition by voucher_id, tax, coming, going))::bigint as whole, bool_or(revenue) over (partition by voucher_id) as sold,
      case when voucher_id = any (array(select id from red)) then -1 else 1 end as way from sums s),
  items as (
    select voucher_id, period, net, account, amount, bool_or(sign(whole) <> sign(net)) over (partition by voucher_id) as mixed,
      case when tax and sold then 'sale' when whole * way > 0 then coming else going end as item from judged where whole <> 0)
  select period, item, account, null::uuid as voucher, null::text as net, sum(amount)::text as amount from items where not mixed group by 1, 2, 3
  union all select period, item, account, voucher_id, net::text, amount::text from items where mixed`;
