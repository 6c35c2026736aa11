// 收发存汇总表: 期初 + 收入 − 发出 = 结存 per item over periods, in quantity and value. Moves inside what is asked for are neither 收入 nor 发出.
import { defineView } from '#kernel/view';
import { CLOSED, DIRECTION, LAST_CLOSED } from '../directions.ts';

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
  // A return to the supplier is a negative 收入, one from a customer a negative 发出 (directions.ts). Without a warehouse, closed months are taken as they were
  // written down when they were closed, and only later lines are read; a single warehouse has no such figures.
  sql: `
with since as materialized (select case when $3::uuid is null then ${LAST_CLOSED('$1::int')} else 0 end as period),
lines as (
  select s.item_id, s.period < $1::int as before, k.way, sum(s.qty) as qty, sum(s.cost) as cost
  from books.stock_line s cross join lateral (
    select case when s.counter_warehouse is null then ${DIRECTION} when $3::uuid is null or s.counter_warehouse = $3::uuid then 'inside' when s.qty > 0 then 'in' else 'out' end as way) k
  where s.org_id = books.org() and s.period > (select period from since) and s.period <= $2::int and ($3::uuid is null or s.warehouse_id = $3::uuid)
  group by 1, 2, 3),
sums as (
  select x.item_id, sum(x.qty) filter (where x.before) as q0, sum(x.cost) filter (where x.before) as v0, sum(x.qty) filter (where not x.before and x.way = 'in') as qi, sum(x.cost) filter (where not x.before and x.way = 'in') as vi,
    -sum(x.qty) filter (where not x.before and x.way = 'out') as qo, -sum(x.cost) filter (where not x.before and x.way = 'out') as vo, sum(x.qty) as q1, sum(x.cost) as v1
  from (select * from lines union all select item_id, true, 'in', qty, value from (${CLOSED('(select period from since)')}) c) x group by 1),
totals as (select item_id, coalesce(q0, 0) as q0, coalesce(v0, 0) as v0, coalesce(qi, 0) as qi, coalesce(vi, 0) as vi, coalesce(qo, 0) as qo, coalesce(vo, 0) as vo, q1, v1 from sums)
select i.id as item, i.code, i.name, i.data->>'unit' as unit,
  trim_scale(x.q0 / 1000000.0)::text as "openQty", round(x.v0 / 100.0, 2)::text as "openValue", trim_scale(x.qi / 1000000.0)::text as "inQty", round(x.vi / 100.0, 2)::text as "inValue",
  trim_scale(x.qo / 1000000.0)::text as "outQty", round(x.vo / 100.0, 2)::text as "outValue", trim_scale(x.q1 / 1000000.0)::text as "closeQty", round(x.v1 / 100.0, 2)::text as "closeValue"
from totals x join books.record i on i.org_id = books.org() and i.id = x.item_id
where ($4::uuid is null or i.data->>'category' = $4::text) and ($5::text is null or position(lower($5::text) in i.search) > 0)
  and (x.q0 <> 0 or x.v0 <> 0 or x.qi <> 0 or x.vi <> 0 or x.qo <> 0 or x.vo <> 0)
order by i.code limit $6::int offset $7::int`,
  empty: '所选期间没有收发。',
});
