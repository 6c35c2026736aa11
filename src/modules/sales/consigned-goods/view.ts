// 委托代销结存: what lies at consignees, unsold, by consignee and item, with what it cost us.
import { defineView } from '#kernel/view';

export const consignedGoods = defineView({
  name: 'consigned-goods',
  zh: '委托代销结存',
  right: 'stock.view',
  parameters: [
    { key: 'customer', zh: '受托方', kind: 'ref', to: 'customer' },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
  ],
  columns: [
    { key: 'customer', zh: '受托方', kind: 'text', width: 180 },
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'number', zh: '发货单', kind: 'link', width: 170, href: '/documents/consignment-issue/{doc}' },
    { key: 'day', zh: '发货日期', kind: 'day', width: 110 },
    { key: 'sent', zh: '发出', kind: 'qty', width: 90, sum: true },
    { key: 'cleared', zh: '已结算/退回', kind: 'qty', width: 110, sum: true },
    { key: 'qty', zh: '结存', kind: 'qty', width: 90, sum: true },
    { key: 'cost', zh: '结存成本', kind: 'money', width: 120, sum: true, secret: 'cost' },
  ],
  sql: `
select c.name as customer, i.id as item, i.code, i.name, i.data->>'unit' as unit, d.number, d.id as doc, d.day::text as day, trim_scale(l.base_qty / 1000000.0)::text as sent, trim_scale(x.cleared / 1000000.0)::text as cleared,
  trim_scale((l.base_qty - x.cleared) / 1000000.0)::text as qty, round((x.cost - round(x.cost * x.cleared / l.base_qty)) / 100, 2)::text as cost
from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record i on i.org_id = d.org_id and i.id = l.item_id join books.record c on c.org_id = d.org_id and c.id = d.party_id
cross join lateral (
  select coalesce((select p.qty from books.progress p where p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'cleared'), 0) as cleared,
    -(select sum(s.cost + coalesce((select sum(k.cost) from books.stock_line k where k.org_id = s.org_id and k.corrects = s.id), 0)) from books.stock_line s where s.org_id = d.org_id and s.doc_id = d.id and s.line_no = l.line_no) as cost) x
where d.org_id = books.org() and d.type = 'consignment-issue' and d.state = 'posted' and d.reverses is null and x.cleared < l.base_qty and ($1::uuid is null or d.party_id = $1::uuid) and ($2::uuid is null or l.item_id = $2::uuid)
order by c.name, i.code, d.day, d.number limit $3::int offset $4::int`,
  empty: '没有在外代销的货。',
});
