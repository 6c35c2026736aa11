// 后台成本重算: documents whose effect on earlier costs is being booked after them, because too many lines follow; who brought them, how far the work is, what it changes.
import { defineView } from '#kernel/view';

export const lateCosts = defineView({
  name: 'late-costs',
  zh: '后台成本重算',
  right: 'stock.view',
  parameters: [{ key: 'doc', zh: '起因单据', kind: 'text' }],
  columns: [
    { key: 'number', zh: '起因单据', kind: 'link', width: 180, href: '/documents/{type}/{doc}' },
    { key: 'item', zh: '商品', kind: 'text', width: 220 },
    { key: 'groupName', zh: '仓库组', kind: 'text', width: 110 },
    { key: 'day', zh: '单据日期', kind: 'day', width: 110 },
    { key: 'lines', zh: '其后流水至少', kind: 'int', width: 90 },
    { key: 'who', zh: '过账人', kind: 'text', width: 100 },
    { key: 'at', zh: '过账时间', kind: 'text', width: 140 },
    { key: 'stage', zh: '进度', kind: 'text', width: 120 },
    { key: 'changes', zh: '将调整笔数', kind: 'int', width: 100 },
    { key: 'amount', zh: '出库成本增减', kind: 'money', width: 120, secret: 'cost' },
    { key: 'trouble', zh: '问题', kind: 'text', width: 260 },
  ],
  sql: `
select l.doc_id as doc, d.type, d.number, r.name as item, coalesce(g.name, '') as "groupName", l.day::text as day, l.lines, l.user_name as who,
  to_char(l.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at,
  case l.stage when 'waiting' then '等待' when 'computing' then '计算中' when 'booking' then '入账中' else '没有做完' end as stage,
  (l.effect->>'lines')::int as changes, round((l.effect->>'amount')::numeric / 100, 2)::text as amount, coalesce(l.trouble, '') as trouble
from books.late_cost l join books.document d on d.org_id = l.org_id and d.id = l.doc_id join books.record r on r.org_id = l.org_id and r.id = l.item_id
left join books.record g on g.org_id = l.org_id and g.id = l.cost_group
where l.org_id = books.org() and ($1::text is null or l.doc_id::text = $1::text or d.number = $1::text)
order by l.at, d.number, r.name limit $2::int offset $3::int`,
  empty: '没有正在进行的成本重算。补录的单据之后有很多流水时，差额由后台记入出库成本调整单，这里看得到进度。',
});
