// 库存查询: what is there per item and warehouse (or lot), with the four numbers: 现存 − 已占用 − 冻结 = 可承诺, and what is on the way; now or at the end of a day.
// 现存 counts what stands in the warehouse, frozen goods included. Value is the item's share of its cost pool; in-transit goods carry theirs; goods of others
// (受托代销) have an owner and no value of ours.
import { defineView } from '#kernel/view';
import { ALL_POOLS, ALL_SHELVES, NEAR, POOLS_OF, SHELVES_OF, WHOLE } from '../at-day.ts';

/** Items and warehouses a person asks for, and may see. */
const WANTED = `i.org_id = books.org() and i.type = 'item' and ($1::text is null or position(lower($1::text) in i.search) > 0) and ($3::uuid is null or i.data->>'category' = $3::text)
  and ($7::text is null or ($7::text = 'own') = (i.data->>'consignor' is null))`;
const HOUSES = `array(select w.id from books.record w where w.org_id = books.org() and w.type = 'warehouse' and ($2::uuid is null or w.id = $2::uuid)
  and (books.sites() is null or nullif(w.data->>'site', '') is null or (w.data->>'site')::uuid = any (books.sites())))`;
const only = (x: string): string => `${x}.warehouse_id = any (${HOUSES})`;
/** The sums' rows: an item, and what runs low row by row. */
const rowOf = (x: string): readonly string[] => [
  `${x}.item_id`,
  `case when $4::text = 'yes' then ${x}.warehouse_id end`,
  `case when $4::text = 'yes' and $5::text = 'yes' then ${x}.lot_id end`,
];
const LOW = `($4::text is distinct from 'yes' or ((i.data->>'minQty')::numeric is not null and s.on_hand - s.allocated < (i.data->>'minQty')::numeric * 1000000))`;
const SUMS = 'sum(y.on_hand) as on_hand, sum(y.on_hold) as on_hold, sum(y.in_transit) as in_transit, sum(y.allocated) as allocated';
/** Empty shelves matter only to who looks for what runs low. */
const HELD = `sum(y.on_hand) <> 0 or sum(y.on_hold) <> 0 or sum(y.in_transit) <> 0 or sum(y.allocated) <> 0 or $4::text = 'yes'`;
/** Promises are known of now only, and they are made to the warehouse, so they stand on its lot-less row: per lot they are left empty. */
const NO_PROMISES = `$5::text = 'yes' or $6::date is not null`;

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
    { key: 'day', zh: '截至', kind: 'day' },
    {
      key: 'owner',
      zh: '货主',
      kind: 'choice',
      choices: [
        { value: 'own', zh: '自有' },
        { value: 'others', zh: '受托代销' },
      ],
    },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'spec', zh: '规格', kind: 'text', width: 100 },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'owner', zh: '货主', kind: 'text', width: 120 },
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
  sql: `
with ${NEAR('$6')}
select i.id as item, i.code, i.name, i.data->>'spec' as spec, i.data->>'unit' as unit, w.id as warehouse, w.name as "warehouseName", l.no as "lotNo", l.expires::text as expires,
  trim_scale((s.on_hand + s.on_hold) / 1000000.0)::text as present, case when ${NO_PROMISES} then null else trim_scale(s.allocated / 1000000.0)::text end as allocated, trim_scale(s.on_hold / 1000000.0)::text as held,
  case when ${NO_PROMISES} then null else trim_scale((s.on_hand - s.allocated) / 1000000.0)::text end as promise, trim_scale(s.in_transit / 1000000.0)::text as transit, i.data->>'minQty' as "minQty",
  case when p.qty > 0 then round(p.value * 10000.0 / p.qty, 6)::text end as "unitCost",
  case when i.data->>'consignor' is not null then null when p.qty <> 0 then round(p.value * (s.on_hand + s.on_hold + s.in_transit) / p.qty / 100, 2)::text else '0.00' end as value,
  (select o.name from books.record o where o.org_id = books.org() and o.id = (i.data->>'consignor')::uuid) as owner
from books.record i
cross join lateral (select y.warehouse_id, case when $5::text = 'yes' then nullif(y.lot_id, books.nil()) end as lot_id, ${SUMS} from (${SHELVES_OF('i.id', only)}) y group by 1, 2 having ${HELD}) s
join books.record w on w.org_id = books.org() and w.id = s.warehouse_id
left join books.lot l on l.org_id = books.org() and l.id = s.lot_id
left join lateral (select sum(y.qty) as qty, sum(y.value) as value from (${POOLS_OF('i.id')}) y) p on true
where ${WANTED} and ${LOW}
order by i.code, w.code, l.expires nulls last, l.no limit $8::int offset $9::int`,
  // Nobody asks for some items or warehouses: everything is added up without asking whose it is. Else by item, or by row where only what runs low is shown.
  totals: `
with ${NEAR('$6')}, plain as materialized (select $1::text is null and $2::uuid is null and $3::uuid is null and $4::text is null and $7::text is null and books.sites() is null as yes),
p as materialized (select y.item_id, sum(y.qty) as qty, sum(y.value) as value from (${ALL_POOLS}) y group by 1),
g as (select ${SUMS} from (${WHOLE('(select yes from plain)')}) y(on_hand, on_hold, in_transit, allocated)),
s as materialized (select y.item_id, ${SUMS} from (${ALL_SHELVES(rowOf, (x) => `not (select yes from plain) and ${only(x)}`)}) y(item_id, warehouse_id, lot_id, on_hand, on_hold, in_transit, allocated) group by y.item_id, y.warehouse_id, y.lot_id),
t as (
  select g.*, (select sum(y.value) from (${ALL_POOLS}) y where (select yes from plain) and y.item_id <> all (array(select o.id from books.record o where o.org_id = books.org() and o.type = 'item' and o.data->>'consignor' is not null))) as value from g
  union all
  select sum(s.on_hand), sum(s.on_hold), sum(s.in_transit), sum(s.allocated), sum(case when p.qty <> 0 and i.data->>'consignor' is null then round(p.value * (s.on_hand + s.on_hold + s.in_transit) / p.qty) end)
  from s join books.record i on i.id = s.item_id left join p using (item_id) where ${WANTED} and ${LOW})
select trim_scale(coalesce(sum(t.on_hand), 0) / 1000000.0 + coalesce(sum(t.on_hold), 0) / 1000000.0)::text as present, case when ${NO_PROMISES} then '' else trim_scale(coalesce(sum(t.allocated), 0) / 1000000.0)::text end as allocated,
  trim_scale(coalesce(sum(t.on_hold), 0) / 1000000.0)::text as held, case when ${NO_PROMISES} then '' else trim_scale((coalesce(sum(t.on_hand), 0) - coalesce(sum(t.allocated), 0)) / 1000000.0)::text end as promise,
  trim_scale(coalesce(sum(t.in_transit), 0) / 1000000.0)::text as transit, (coalesce(sum(t.value), 0) / 100.0)::numeric(20, 2)::text as value
from t`,
  empty: '还没有库存。先做一张采购入库单或其他入库单（期初）。',
});
