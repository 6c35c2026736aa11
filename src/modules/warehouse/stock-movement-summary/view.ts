// 收发存汇总表: 期初 + 收入 − 发出 = 结存 per item over periods, in quantity and value. Moves inside what is asked for are neither 收入 nor 发出.
import { defineView } from '#kernel/view';

export const stockMovementSummary = defineView({
  name: 'stock-movement-summary',
  zh: '收发存汇总表',
  right: 'stock.view',
  parameters: [
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
    { key: 'q', zh: '商品', kind: 'text' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/views/stock-ledger?item={item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'openQty', zh: '期初数量', kind: 'qty', width: 100, sum: true },
    { key: 'openValue', zh: '期初金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'inQty', zh: '收入数量', kind: 'qty', width: 100, sum: true },
    { key: 'inValue', zh: '收入金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'outQty', zh: '发出数量', kind: 'qty', width: 100, sum: true },
    { key: 'outValue', zh: '发出金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'closeQty', zh: '结存数量', kind: 'qty', width: 100, sum: true },
    { key: 'closeValue', zh: '结存金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
  ],
  // A row is 收入 when it comes from a supplier, a gain, another warehouse …; a return to the supplier is a negative 收入, one from a customer a negative 发出.
  sql: `
with sums as (
  select s.item_id,
    coalesce(sum(s.qty) filter (where s.period < $1::int), 0) as q0, coalesce(sum(s.cost) filter (where s.period < $1::int), 0) as v0,
    coalesce(sum(s.qty) filter (where s.period >= $1::int and k.incoming), 0) as qi, coalesce(sum(s.cost) filter (where s.period >= $1::int and k.incoming), 0) as vi,
    coalesce(-sum(s.qty) filter (where s.period >= $1::int and k.outgoing), 0) as qo, coalesce(-sum(s.cost) filter (where s.period >= $1::int and k.outgoing), 0) as vo,
    sum(s.qty) as q1, sum(s.cost) as v1
  from books.stock_line s cross join lateral (
    select case when s.counter_warehouse is not null then $3::uuid is not null and s.counter_warehouse <> $3::uuid and s.qty > 0 when s.counter in ('supplier', 'gain', 'opening', 'production') then true when s.counter = 'cost' then s.cost > 0 else false end as incoming,
      case when s.counter_warehouse is not null then $3::uuid is not null and s.counter_warehouse <> $3::uuid and s.qty <= 0 when s.counter in ('customer', 'loss', 'usage') then true when s.counter = 'cost' then s.cost <= 0 else false end as outgoing) k
  where s.org_id = books.org() and s.period <= $2::int and ($3::uuid is null or s.warehouse_id = $3::uuid)
  group by s.item_id)
select i.id as item, i.code, i.name, i.data->>'unit' as unit,
  trim_scale(x.q0 / 1000000.0)::text as "openQty", round(x.v0 / 100.0, 2)::text as "openValue", trim_scale(x.qi / 1000000.0)::text as "inQty", round(x.vi / 100.0, 2)::text as "inValue",
  trim_scale(x.qo / 1000000.0)::text as "outQty", round(x.vo / 100.0, 2)::text as "outValue", trim_scale(x.q1 / 1000000.0)::text as "closeQty", round(x.v1 / 100.0, 2)::text as "closeValue"
from sums x join books.record i on i.org_id = books.org() and i.id = x.item_id
where ($4::uuid is null or i.data->>'category' = $4::text) and ($5::text is null or position(lower($5::text) in i.search) > 0)
  and (x.q0 <> 0 or x.v0 <> 0 or x.qi <> 0 or x.vi <> 0 or x.qo <> 0 or x.vo <> 0)
order by i.code limit $6::int offset $7::int`,
  empty: '所选期间没有收发。',
});
