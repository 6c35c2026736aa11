// 待复检批次: lots in stock whose last look is longer ago than their plan for goods in stock allows, the longest waiting first.
import { defineView } from '#kernel/view';

export const retestDue = defineView({
  name: 'retest-due',
  zh: '待复检批次',
  right: 'inspection.view',
  parameters: [
    { key: 'asOf', zh: '截至日期', kind: 'day' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'q', zh: '商品', kind: 'text' },
  ],
  columns: [
    { key: 'due', zh: '应复检日', kind: 'day', width: 110 },
    { key: 'late', zh: '已超天数', kind: 'int', width: 90 },
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 130 },
    { key: 'last', zh: '上次检验或入库', kind: 'day', width: 130 },
    { key: 'number', zh: '上次检验单', kind: 'link', width: 150, href: '/documents/inspection/{doc}' },
    { key: 'plan', zh: '检验方案', kind: 'text', width: 140 },
    { key: 'present', zh: '现存', kind: 'qty', width: 100 },
    { key: 'held', zh: '其中冻结', kind: 'qty', width: 90 },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
  ],
  // The item's own plan before its category's, as on receipt. A lot nobody has looked at yet counts from the day it first came in.
  sql: `
with clock as (select coalesce($1::date, (now() at time zone 'Asia/Shanghai')::date) as today),
stock as (select b.item_id, b.lot_id, sum(b.on_hand + b.on_hold) as present, sum(b.on_hold) as held from books.stock_balance b
  where b.org_id = books.org() and b.lot_id <> books.nil() and ($2::uuid is null or b.warehouse_id = $2::uuid) group by 1, 2 having sum(b.on_hand + b.on_hold) > 0),
due as (
  select s.*, i.code, i.name, i.data->>'unit' as unit, l.no as lot_no, p.name as plan, seen.id as doc, seen.number, coalesce(seen.day, came.day) as last, coalesce(seen.day, came.day) + (p.data->>'validDays')::int as due
  from stock s join books.record i on i.org_id = books.org() and i.id = s.item_id and ($3::text is null or position(lower($3::text) in i.search) > 0)
  join books.lot l on l.org_id = books.org() and l.id = s.lot_id
  join lateral (select r.name, r.data from books.record r where r.org_id = books.org() and r.type = 'inspection-plan' and r.active and r.data->>'kind' = 'stock' and coalesce((r.data->>'validDays')::int, 0) > 0
    and (r.data->>'item' = s.item_id::text or r.data->>'category' = i.data->>'category') order by r.data->>'item' nulls last, r.code limit 1) p on true
  left join lateral (select d.id, d.number, d.day from books.document_line x join books.document d on d.org_id = x.org_id and d.id = x.doc_id and d.type = 'inspection' and d.state = 'posted'
    where x.org_id = books.org() and x.item_id = s.item_id and x.data->>'lot' = l.no order by d.day desc, d.id desc limit 1) seen on true
  left join lateral (select min(m.day) as day from books.stock_line m where m.org_id = books.org() and m.item_id = s.item_id and m.lot_id = s.lot_id and m.qty > 0) came on true)
select d.due::text as due, (c.today - d.due)::int as late, d.item_id as item, d.code, d.name, d.lot_no as "lotNo", d.last::text as last, d.number, d.doc, d.plan,
  trim_scale(d.present / 1000000.0)::text as present, trim_scale(d.held / 1000000.0)::text as held, d.unit
from due d, clock c where d.due <= c.today order by d.due, d.code, d.lot_no limit $4::int offset $5::int`,
  empty: '没有到期要复检的批次。在检验方案里为“在库复检”填上复检周期，到期的批次就会列在这里。',
});
