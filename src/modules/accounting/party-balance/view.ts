// 往来余额: what every customer owes or every supplier is owed, opening to closing; matching inside one party (核销) is no turnover.
import { defineView } from '#kernel/view';
import { role, yuan } from '../figures.ts';

/** +1 for receivables, −1 for payables, so that what is owed is positive. */
const SIGN = `(case when $1::text = 'payable' then -1 else 1 end)`;

export const partyBalance = defineView({
  name: 'party-balance',
  zh: '往来余额',
  right: 'ledger.view',
  parameters: [
    {
      key: 'side',
      zh: '往来',
      kind: 'choice',
      required: true,
      choices: [
        { value: 'receivable', zh: '应收（客户）' },
        { value: 'payable', zh: '应付（供应商）' },
      ],
    },
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'party', zh: '往来单位', kind: 'link', width: 220, href: '/views/party-statement?{partyType}={partyId}' },
    { key: 'opening', zh: '期初', kind: 'money', sum: true },
    { key: 'increase', zh: '本期增加', kind: 'money', sum: true },
    { key: 'decrease', zh: '本期减少', kind: 'money', sum: true },
    { key: 'closing', zh: '期末', kind: 'money', sum: true },
    { key: 'estimated', zh: '另有暂估', kind: 'money', sum: true },
  ],
  sql: `
    with accounts as (select account from books.account_role where org_id = books.org() and role in (select unnest(case when $1::text = 'payable' then array['ap.billed', 'ap.prepaid'] else array['ar.billed', 'ar.advance'] end))),
    per_voucher as (
      select l.party_id, l.voucher_id, l.period, sum(l.debit - l.credit) * ${SIGN} as net from books.voucher_line l
      where l.org_id = books.org() and l.party_id is not null and l.account in (select account from accounts) and l.period <= $3::int group by 1, 2, 3),
    per_party as (
      select party_id, coalesce(sum(net) filter (where period < $2::int), 0) as opening, coalesce(sum(net) filter (where period >= $2::int and net > 0), 0) as increase, coalesce(-sum(net) filter (where period >= $2::int and net < 0), 0) as decrease
      from per_voucher group by 1),
    estimates as (
      select l.party_id, sum(l.credit - l.debit) as net from books.voucher_line l
      where $1::text = 'payable' and l.org_id = books.org() and l.party_id is not null and l.account = ${role('ap.estimated')} and l.period <= $3::int group by 1 having sum(l.credit - l.debit) <> 0)
    select p.code, p.name as party, p.type as "partyType", p.id as "partyId", ${yuan('coalesce(x.opening, 0)')} as opening, ${yuan('coalesce(x.increase, 0)')} as increase, ${yuan('coalesce(x.decrease, 0)')} as decrease,
      ${yuan('coalesce(x.opening + x.increase - x.decrease, 0)')} as closing, ${yuan('coalesce(e.net, 0)')} as estimated
    from per_party x full join estimates e on e.party_id = x.party_id join books.record p on p.org_id = books.org() and p.id = coalesce(x.party_id, e.party_id)
    where x.opening <> 0 or x.increase <> 0 or x.decrease <> 0 or e.net is not null order by p.code limit $4 offset $5`,
  empty: '这段期间没有往来。',
});
