// 存货明细账: what came in and went out of an item, with quantity, unit cost and amount, and what was left. Corrections of costs are rows of their own.
// Moves within one cost pool (调拨、冻结) change nothing here and are left out; 库存台账 shows them.
import { defineView } from '#kernel/view';
import { DIRECTION } from '#warehouse';

const PRICE = (value: string, qty: string): string => `case when ${qty} <> 0 then trim_scale(round(${value} * 10000.0 / ${qty}, 6))::text end`;

export const inventoryDetail = defineView({
  name: 'inventory-detail',
  zh: '存货明细账',
  right: 'stock.view',
  parameters: [
    { key: 'item', zh: '商品', kind: 'ref', to: 'item', required: true },
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
  ],
  columns: [
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'number', zh: '单据', kind: 'link', width: 170, href: '/documents/{type}/{doc}' },
    { key: 'kind', zh: '业务', kind: 'text', width: 120 },
    { key: 'about', zh: '往来单位/被调整单据', kind: 'text', width: 170 },
    { key: 'qtyIn', zh: '收入数量', kind: 'qty', width: 100, sum: true },
    { key: 'priceIn', zh: '收入单价', kind: 'price', width: 100, secret: 'cost' },
    { key: 'valueIn', zh: '收入金额', kind: 'money', width: 110, sum: true, secret: 'cost' },
    { key: 'qtyOut', zh: '发出数量', kind: 'qty', width: 100, sum: true },
    { key: 'priceOut', zh: '发出单价', kind: 'price', width: 100, secret: 'cost' },
    { key: 'valueOut', zh: '发出金额', kind: 'money', width: 110, sum: true, secret: 'cost' },
    { key: 'qtyAfter', zh: '结存数量', kind: 'qty', width: 100 },
    { key: 'priceAfter', zh: '结存单价', kind: 'price', width: 100, secret: 'cost' },
    { key: 'valueAfter', zh: '结存金额', kind: 'money', width: 120, secret: 'cost' },
  ],
  sql: `
with opening as (
  select coalesce(sum(s.qty), 0) as qty, coalesce(sum(s.cost), 0) as cost from books.stock_line s where s.org_id = books.org() and s.item_id = $1::uuid and $2::date is not null and s.day < $2::date),
lines as (
  select min(s.id) as id, s.day, s.doc_id, s.line_no, ${DIRECTION} as way, s.corrects is not null as correction,
    min(s.counter) as counter, (array_agg(s.party_id))[1] as party_id, (array_agg((select o.doc_id from books.stock_line o where o.org_id = s.org_id and o.id = s.corrects)))[1] as corrected, sum(s.qty) as qty, sum(s.cost) as cost
  from books.stock_line s where s.org_id = books.org() and s.item_id = $1::uuid and not s.internal and ($2::date is null or s.day >= $2::date) and ($3::date is null or s.day <= $3::date)
  group by s.day, s.doc_id, s.line_no, way, correction),
shown as (
  select 0 as sort, null::bigint as id, $2::date as day, null::uuid as doc_id, null::text as way, false as correction, null::text as counter, null::uuid as party_id, null::uuid as corrected, null::numeric as qty, null::numeric as cost,
    o.qty as qty_after, o.cost as cost_after from opening o where $2::date is not null
  union all
  select 1, l.id, l.day, l.doc_id, l.way, l.correction, l.counter, l.party_id, l.corrected, l.qty, l.cost, o.qty + sum(l.qty) over w, o.cost + sum(l.cost) over w from lines l cross join opening o
  window w as (order by l.day, l.id rows unbounded preceding)
  order by 1, 3, 2 limit $4::int offset $5::int)
select x.day::text as day, coalesce(d.number, '期初') as number, d.type, x.doc_id as doc, coalesce(p.name, c.number) as about,
  case when x.sort = 0 then '期初结存' when x.correction then '成本调整' else case when d.reverses is not null then '红冲 ' else '' end || case x.counter when 'supplier' then case when x.qty > 0 then '采购' when x.qty < 0 then '采购退货' else '采购价差' end
    when 'customer' then case when x.qty > 0 then '销售退货' else '销售' end when 'gain' then '盘盈/其他入库' when 'loss' then '盘亏/报损' when 'usage' then '领用/其他出库' when 'opening' then '期初' when 'cost' then '重估'
    when 'conversion' then '组装/拆卸' when 'consignee' then '委托代销' else '仓库组间调拨' end end as kind,
  case when x.way = 'in' and x.qty <> 0 then trim_scale(x.qty / 1000000.0)::text end as "qtyIn", case when x.way = 'in' then ${PRICE('x.cost', 'x.qty')} end as "priceIn", case when x.way = 'in' then round(x.cost / 100.0, 2)::text end as "valueIn",
  case when x.way = 'out' and x.qty <> 0 then trim_scale(-x.qty / 1000000.0)::text end as "qtyOut", case when x.way = 'out' then ${PRICE('x.cost', 'x.qty')} end as "priceOut", case when x.way = 'out' then round(-x.cost / 100.0, 2)::text end as "valueOut",
  trim_scale(x.qty_after / 1000000.0)::text as "qtyAfter", ${PRICE('x.cost_after', 'x.qty_after')} as "priceAfter", round(x.cost_after / 100.0, 2)::text as "valueAfter"
from shown x
left join books.document d on d.org_id = books.org() and d.id = x.doc_id
left join books.record p on p.org_id = books.org() and p.id = x.party_id
left join books.document c on c.org_id = books.org() and c.id = x.corrected
order by x.sort, x.day, x.id`,
  empty: '这个商品在所选日期没有收发。',
});
