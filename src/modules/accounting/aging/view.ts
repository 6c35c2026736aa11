// 账龄: what is still open on a day, by how long it has been open. Settlements after that day are given back, so old days stay true.
import { defineView } from '#kernel/view';
import { yuan } from '../figures.ts';

const bucket = (fits: string): string => yuan(`coalesce(sum(open) filter (where open > 0 and ${fits}), 0)`);

export const aging = defineView({
  name: 'aging',
  zh: '账龄分析',
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
    { key: 'day', zh: '截至', kind: 'day' },
    {
      key: 'basis',
      zh: '按',
      kind: 'choice',
      choices: [
        { value: 'day', zh: '单据日期' },
        { value: 'due', zh: '到期日（逾期天数）' },
      ],
    },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'party', zh: '往来单位', kind: 'link', width: 220, href: '/views/party-statement?{partyType}={partyId}' },
    { key: 'd30', zh: '0–30 天', kind: 'money', sum: true },
    { key: 'd60', zh: '31–60 天', kind: 'money', sum: true },
    { key: 'd90', zh: '61–90 天', kind: 'money', sum: true },
    { key: 'd180', zh: '91–180 天', kind: 'money', sum: true },
    { key: 'older', zh: '180 天以上', kind: 'money', sum: true },
    { key: 'credits', zh: '未核销预收/预付及红字', kind: 'money', sum: true },
    { key: 'total', zh: '合计', kind: 'money', sum: true },
  ],
  sql: `
    with at as (select coalesce($2::date, (now() at time zone 'Asia/Shanghai')::date) as day),
    later as (select s.open_item, sum(s.amount) as amount from books.settlement s, at where s.org_id = books.org() and s.day > at.day group by 1),
    items as (
      select i.party_id, i.amount - i.settled + coalesce(l.amount, 0) as open, at.day - case when $3::text = 'due' then coalesce(i.due, i.day) else i.day end as age
      from at, books.open_item i left join later l on l.open_item = i.id
      where i.org_id = books.org() and i.side = $1::text and i.day <= at.day and (i.amount <> i.settled or l.amount is not null))
    select p.code, p.name as party, p.type as "partyType", p.id as "partyId", ${bucket('age <= 30')} as d30, ${bucket('age between 31 and 60')} as d60, ${bucket('age between 61 and 90')} as d90, ${bucket('age between 91 and 180')} as d180, ${bucket('age > 180')} as older,
      ${yuan('coalesce(sum(open) filter (where open < 0), 0)')} as credits, ${yuan('sum(open)')} as total
    from items join books.record p on p.org_id = books.org() and p.id = items.party_id
    where open <> 0 group by p.code, p.name, p.type, p.id order by sum(open) desc, p.code limit $4 offset $5`,
  empty: '没有未核销的往来。',
});
