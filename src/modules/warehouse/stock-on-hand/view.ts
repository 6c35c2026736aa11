// 库存查询: what is there per item and warehouse (or lot), with the four numbers: 现存 − 已占用 − 冻结 = 可承诺, and what is on the way.
// 现存 counts what stands in the warehouse, frozen goods included. Value is the item's share of its cost pool; in-transit goods carry theirs.
import { defineView } from '#kernel/view';

export const stockOnHand = defineView({
  name: 'stock-on-hand',
  zh: '库存查询',
  right: 'stock.view',
  parameters: [
    { key: 'q', zh: '商品', kind: 'text' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
    { key: 'onlyLow', zh: '只看低于最低库存', kind: 'choice', choices: [{ value: 'yes', zh: '是' }] },
    { key: 'byLot', zh: '按批次展开', kind: 'choice', choices: [{ value: 'yes', zh: '是' }] },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'spec', zh: '规格', kind: 'text', width: 100 },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'warehouseName', zh: '仓库', kind: 'text', width: 120 },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 120 },
    { key: 'expires', zh: '到期日', kind: 'day', width: 110 },
    { key: 'present', zh: '现存', kind: 'qty', width: 100, sum: true },
    { key: 'allocated', zh: '已占用', kind: 'qty', width: 100, sum: true },
    { key: 'held', zh: '冻结', kind: 'qty', width: 90, sum: true },
    { key: 'promise', zh: '可承诺', kind: 'qty', width: 100, sum: true },
    { key: 'transit', zh: '在途', kind: 'qty', width: 90, sum: true },
    { key: 'minQty', zh: '最低库存', kind: 'qty', width: 100 },
    { key: 'unitCost', zh: '平均成本', kind: 'price', width: 100, secret: 'cost' },
    { key: 'value', zh: '库存金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
  ],
  // Promises are made to the warehouse, so they stand on its lot-less row; per lot they are left empty.
  sql: `
with stock as (
  select b.item_id, b.warehouse_id, case when $5::text = 'yes' then nullif(b.lot_id, books.nil()) end as lot_id,
    sum(b.on_hand) as on_hand, sum(b.on_hold) as on_hold, sum(b.in_transit) as in_transit, sum(b.allocated) as allocated
  from books.stock_balance b where b.org_id = books.org() and ($2::uuid is null or b.warehouse_id = $2::uuid)
    and (b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0 or b.allocated <> 0 or $4::text = 'yes')
  group by 1, 2, 3)
select i.id as item, i.code, i.name, i.data->>'spec' as spec, i.data->>'unit' as unit, w.id as warehouse, w.name as "warehouseName", l.no as "lotNo", l.expires::text as expires,
  trim_scale((s.on_hand + s.on_hold) / 1000000.0)::text as present, case when $5::text = 'yes' then null else trim_scale(s.allocated / 1000000.0)::text end as allocated, trim_scale(s.on_hold / 1000000.0)::text as held,
  case when $5::text = 'yes' then null else trim_scale((s.on_hand - s.allocated) / 1000000.0)::text end as promise, trim_scale(s.in_transit / 1000000.0)::text as transit, i.data->>'minQty' as "minQty",
  case when p.qty > 0 then round(p.value * 10000.0 / p.qty, 6)::text end as "unitCost",
  case when p.qty <> 0 then round(p.value * (s.on_hand + s.on_hold + s.in_transit) / p.qty / 100, 2)::text else '0.00' end as value
from stock s
join books.record i on i.org_id = books.org() and i.id = s.item_id
join books.record w on w.org_id = books.org() and w.id = s.warehouse_id
left join books.lot l on l.org_id = books.org() and l.id = s.lot_id
left join books.item_value p on p.org_id = books.org() and p.item_id = s.item_id
where ($1::text is null or position(lower($1::text) in i.search) > 0) and ($3::uuid is null or i.data->>'category' = $3::text)
  and ($4::text is distinct from 'yes' or ((i.data->>'minQty')::numeric is not null and s.on_hand - s.allocated < (i.data->>'minQty')::numeric * 1000000))
  and (books.sites() is null or nullif(w.data->>'site', '') is null or (w.data->>'site')::uuid = any (books.sites()))
order by i.code, w.code, l.expires nulls last, l.no limit $6::int offset $7::int`,
  empty: '还没有库存。先做一张采购入库单或其他入库单（期初）。',
});
