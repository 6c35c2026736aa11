// 暂估余额表: what has been received and not billed, per supplier and receipt line, by how long it is waiting. Its sum is 暂估应付 and what 月初回冲 took back.
import { defineView } from '#kernel/view';
import { ESTIMATES, LEFT, pieces, yuan } from '../figures.ts';

const aged = (fits: string): string => yuan(`case when ${fits} then x.left end`);

export const estimateBalance = defineView({
  name: 'estimate-balance',
  zh: '暂估余额表',
  right: 'ledger.view',
  parameters: [
    { key: 'supplier', zh: '供应商', kind: 'ref', to: 'supplier' },
    { key: 'to', zh: '截至入库日', kind: 'day' },
    {
      key: 'at',
      zh: '暂估在',
      kind: 'choice',
      choices: [
        { value: 'estimated', zh: '应付暂估' },
        { value: 'taken-back', zh: '已月初冲回' },
      ],
    },
  ],
  columns: [
    { key: 'party', zh: '供应商', kind: 'text', width: 180 },
    { key: 'number', zh: '单号', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'day', zh: '入库日期', kind: 'day', width: 110 },
    { key: 'item', zh: '商品', kind: 'text', width: 190 },
    { key: 'qty', zh: '未到票数量', kind: 'qty', sum: true },
    { key: 'd30', zh: '30 天内', kind: 'money', secret: 'cost', sum: true },
    { key: 'd60', zh: '31–60 天', kind: 'money', secret: 'cost', sum: true },
    { key: 'd90', zh: '61–90 天', kind: 'money', secret: 'cost', sum: true },
    { key: 'older', zh: '90 天以上', kind: 'money', secret: 'cost', sum: true },
    { key: 'left', zh: '暂估余额', kind: 'money', secret: 'cost', sum: true },
    { key: 'age', zh: '天数', kind: 'int' },
    { key: 'where', zh: '暂估在', kind: 'text', width: 100 },
  ],
  sql: `
    select x.party, x.number, x.day::text as day, x.item, ${pieces('x.open')} as qty, ${aged('x.age <= 30')} as d30, ${aged('x.age between 31 and 60')} as d60, ${aged('x.age between 61 and 90')} as d90, ${aged('x.age > 90')} as older,
      ${yuan('x.left')} as left, x.age, case when x.taken_back then '已月初冲回' else '应付暂估' end as where, x.type as "docType", x.doc as "docId"
    from (select e.doc, e.type, e.number, e.day, e.line, e.taken_back, p.name as party, p.code, i.name as item, (e.whole - e.used) * sign(e.cost) as open, ${LEFT} as left, (coalesce($2::date, (now() at time zone 'Asia/Shanghai')::date) - e.day)::int as age
      from (${ESTIMATES} and ($1::uuid is null or d.party_id = $1::uuid) and ($2::date is null or d.day <= $2::date)) e
      left join books.record p on p.org_id = books.org() and p.id = e.party left join books.record i on i.org_id = books.org() and i.id = e.item where e.used < e.whole) x
    where $3::text is null or ($3::text = 'taken-back') = x.taken_back order by x.code, x.day, x.number, x.line limit $4 offset $5`,
  empty: '收到的货都已收到发票，没有暂估。',
});
