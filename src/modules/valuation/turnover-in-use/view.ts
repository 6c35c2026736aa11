// 在用周转材料: what was taken into use by halves and is not scrapped yet, where, since when, and what of its cost is still to be written off.
import { defineView } from '#kernel/view';

export const turnoverInUse = defineView({
  name: 'turnover-in-use',
  zh: '在用周转材料',
  right: 'stock.view',
  parameters: [
    { key: 'department', zh: '部门', kind: 'ref', to: 'department' },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'departmentName', zh: '部门', kind: 'text', width: 120 },
    { key: 'receiver', zh: '领用人', kind: 'text', width: 100 },
    { key: 'number', zh: '领用单', kind: 'link', width: 170, href: '/documents/turnover-issue/{doc}' },
    { key: 'day', zh: '领用日期', kind: 'day', width: 110 },
    { key: 'qty', zh: '在用数量', kind: 'qty', width: 100, sum: true },
    { key: 'cost', zh: '在用成本', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'rest', zh: '未摊销', kind: 'money', width: 120, sum: true, secret: 'cost' },
  ],
  sql: `
select i.id as item, i.code, i.name, i.data->>'unit' as unit, g.name as "departmentName", d.head->>'receiver' as receiver, d.number, d.id as doc, d.day::text as day,
  trim_scale(x.left_qty / 1000000.0)::text as qty, round(x.cost * x.left_qty / l.base_qty / 100, 2)::text as cost, round((x.cost - x.amortised) * x.left_qty / l.base_qty / 100, 2)::text as rest
from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record i on i.org_id = d.org_id and i.id = l.item_id
left join books.record g on g.org_id = d.org_id and g.id = (nullif(d.head->>'department', ''))::uuid
cross join lateral (
  select l.base_qty - coalesce((select p.qty from books.progress p where p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'scrapped'), 0) as left_qty,
    -(select sum(s.cost + coalesce((select sum(c.cost) from books.stock_line c where c.org_id = s.org_id and c.corrects = s.id), 0)) from books.stock_line s where s.org_id = d.org_id and s.doc_id = d.id and s.line_no = l.line_no) as cost,
    (l.data->>'amortised')::numeric * 100 as amortised) x
where d.org_id = books.org() and d.type = 'turnover-issue' and d.state = 'posted' and d.reverses is null and d.head->>'method' = 'half' and x.left_qty > 0
  and ($1::uuid is null or d.head->>'department' = $1::text) and ($2::uuid is null or l.item_id = $2::uuid)
order by i.code, d.day, d.number limit $3::int offset $4::int`,
  empty: '没有在用的五五摊销周转材料。',
});
