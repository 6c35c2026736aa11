// What the statements, the trial balance and the month close read from the ledger: monthly balances, never single stock lines. SQL only.

/** Documents that move income and expense into 本年利润; turnover is told without them. */
export const TRANSFERS = ['profit-transfer'] as const;

/**
 * Documents of the company's first period that bring in what was there before: vouchers marked 期初, 期初往来单, and receipts against the
 * capital account. Statements show them as 年初余额, not as something that happened. CTE body; yields voucher ids.
 */
export const OPENINGS = `
  select v.id from books.org_node o
  join books.document d on d.org_id = o.id and d.type in ('journal-voucher', 'other-receipt', 'opening-balance') and d.period = o.first_period
    and d.day between make_date(o.first_period / 100, o.first_period % 100, 1) and make_date(o.first_period / 100, o.first_period % 100, 1) + 31
  join books.voucher v on v.org_id = d.org_id and v.doc_id = d.id
  where o.id = books.org() and (d.type = 'opening-balance' or (d.type = 'journal-voucher' and d.head->>'opening' = 'true')
    or (d.type = 'other-receipt' and exists (select from books.record r join books.account_role a on a.org_id = r.org_id and a.role = 'capital' and a.account = r.data->>'account'
      where r.org_id = d.org_id and r.type = 'reason' and r.id::text = d.head->>'reason')))`;

/** Voucher lines of closing documents within periods `from` and `to` (SQL expressions). */
export const transferLines = (from: string, to: string): string => `
  select l.account, l.period, l.debit, l.credit from books.document d
  join books.voucher v on v.org_id = d.org_id and v.doc_id = d.id join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id
  where d.org_id = books.org() and d.type in (${TRANSFERS.map((t) => `'${t}'`).join(', ')}) and d.period between ${from} and ${to}`;

/** The chart with the 报表项目 and 现金流量项目 that accounts name themselves. */
export const ACCOUNTS = `select id, code, name, data->>'kind' as kind, data->>'direction' as direction, nullif(data->>'statementLine', '') as line, nullif(data->>'cashFlow', '') as item from books.record where org_id = books.org() and type = 'account'`;

/** $1 to, $2 first of the year, $3 first of the span, $4–$5 the span a year ago. One row an account that ever moved. */
export const FIGURES = `
  with openings as (${OPENINGS}),
  moved as (
    select account, period, debit - credit as net, 'all' as part from books.account_balance where org_id = books.org() and period <= $1::int
    union all select account, period, debit - credit, 'transfer' from (${transferLines('least($2::int, $4::int)', '$1::int')}) t
    union all select l.account, l.period, l.debit - l.credit, 'opening' from books.voucher_line l where l.org_id = books.org() and l.voucher_id = any (array(select id from openings)) and l.period <= $1::int),
  sums as (
    select account,
      sum(net) filter (where part = 'all') as closing,
      coalesce(sum(net) filter (where part = 'all' and period < $2::int), 0) + coalesce(sum(net) filter (where part = 'opening' and period >= $2::int), 0) as opening,
      coalesce(sum(net) filter (where part = 'all' and period < $3::int), 0) + coalesce(sum(net) filter (where part = 'opening' and period >= $3::int), 0) as "beforeSpan",
      coalesce(sum(net) filter (where part = 'all' and period < $4::int), 0) + coalesce(sum(net) filter (where part = 'opening' and period between $4::int and $5::int), 0) as "beforePrevious",
      coalesce(sum(net) filter (where part = 'all' and period >= $3::int), 0) - coalesce(sum(net) filter (where part <> 'all' and period >= $3::int), 0) as current,
      coalesce(sum(net) filter (where part = 'all' and period >= $2::int), 0) - coalesce(sum(net) filter (where part = 'transfer' and period >= $2::int), 0) as cumulative,
      coalesce(sum(net) filter (where part = 'all' and period between $4::int and $5::int), 0) - coalesce(sum(net) filter (where part = 'transfer' and period between $4::int and $5::int), 0) as previous,
      coalesce(sum(net) filter (where part = 'opening' and period >= $2::int), 0) as "broughtIn"
    from moved group by account)
  select a.id, s.account as code, coalesce(a.name, '（科目已不存在）') as name, coalesce(a.kind, '') as kind, coalesce(a.direction, 'debit') as direction, a.line, s.closing::text, s.opening::text, s."beforeSpan"::text, s."beforePrevious"::text,
    s.current::text, s.cumulative::text, s.previous::text, s."broughtIn"::text
  from sums s left join (${ACCOUNTS}) a on a.code = s.account order by s.account`;

/** $1 accounts kept by party, $2 first of the year, $3 to: what opening entries of this year brought in, by party. */
export const OPENING_PARTIES = `
  with openings as (${OPENINGS})
  select l.account, l.party_id as party, sum(l.debit - l.credit)::text as net from books.voucher_line l
  where l.org_id = books.org() and l.voucher_id = any (array(select id from openings)) and l.account = any ($1::text[]) and l.period between $2::int and $3::int group by 1, 2`;
