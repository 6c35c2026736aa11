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

/** The chart with its own 报表项目. */
export const ACCOUNTS = `select id, code, name, data->>'kind' as kind, data->>'direction' as direction, nullif(data->>'statementLine', '') as line from books.record where org_id = books.org() and type = 'account'`;

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

/** $1 to, $2 first of the year, $3 accounts kept by party: what parties owe and are owed, now and at the beginning of the year. */
export const SPLITS = `
  with openings as (${OPENINGS}),
  parties as (
    select l.account, l.party_id, sum(l.debit - l.credit) as closing,
      coalesce(sum(l.debit - l.credit) filter (where l.period < $2::int or l.voucher_id = any (array(select id from openings))), 0) as opening
    from books.voucher_line l where l.org_id = books.org() and l.account = any ($3::text[]) and l.period <= $1::int group by 1, 2)
  select account as code, sum(greatest(closing, 0))::text as "closingDebit", sum(greatest(-closing, 0))::text as "closingCredit",
    sum(greatest(opening, 0))::text as "openingDebit", sum(greatest(-opening, 0))::text as "openingCredit"
  from parties group by 1`;
