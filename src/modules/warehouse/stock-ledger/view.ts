// 库存台账: every movement of one item in order, with what was there and what it was worth after each. Starts with what the days before left.
import { defineView } from '#kernel/view';

export const stockLedger = defineView({
  name: 'stock-ledger',
  zh: '库存台账',
  right: 'stock.view',
  parameters: [
    { key: 'item', zh: '商品', kind: 'ref', to: 'item', required: true },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
  ],
  columns: [
    { key: 'day', zh: '日期', kind: 'day', width: 110 },
    { key: 'number', zh: '单据', kind: 'link', width: 170, href: '/documents/{type}/{doc}' },
    { key: 'kind', zh: '业务', kind: 'text', width: 110 },
    { key: 'warehouseName', zh: '仓库', kind: 'text', width: 110 },
    { key: 'placeName', zh: '存放', kind: 'text', width: 70 },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 120 },
    { key: 'partyName', zh: '往来单位', kind: 'text', width: 150 },
    { key: 'qtyIn', zh: '收入', kind: 'qty', width: 100, sum: true },
    { key: 'qtyOut', zh: '发出', kind: 'qty', width: 100, sum: true },
    { key: 'qtyAfter', zh: '结存', kind: 'qty', width: 100 },
    { key: 'valueIn', zh: '收入金额', kind: 'money', width: 110, sum: true, secret: 'cost' },
    { key: 'valueOut', zh: '发出金额', kind: 'money', width: 110, sum: true, secret: 'cost' },
    { key: 'valueAfter', zh: '结存金额', kind: 'money', width: 120, secret: 'cost' },
  ],
  // Moves between places of what is asked for (a freeze, or any move when all warehouses are asked) change nothing and are left out of the running figures' way:
  // their two rows cancel, and both are shown.
  sql: `
with opening as (
  select coalesce(sum(s.qty), 0) as qty, coalesce(sum(s.cost), 0) as cost from books.stock_line s
  where s.org_id = books.org() and s.item_id = $1::uuid and ($2::uuid is null or s.warehouse_id = $2::uuid) and $3::date is not null and s.day < $3::date),
moves as (
  select s.*, sum(s.qty) over w as qty_sum, sum(s.cost) over w as cost_sum from books.stock_line s
  where s.org_id = books.org() and s.item_id = $1::uuid and ($2::uuid is null or s.warehouse_id = $2::uuid) and ($3::date is null or s.day >= $3::date) and ($4::date is null or s.day <= $4::date)
  window w as (order by s.day, s.id rows unbounded preceding)),
shown as (
  select 0::bigint as sort, null::bigint as id, $3::date as day, null::uuid as doc_id, null::uuid as warehouse_id, null::uuid as lot_id, null::uuid as party_id, null::text as place, null::text as counter,
    null::numeric as qty, null::numeric as cost, o.qty as qty_after, o.cost as cost_after from opening o where $3::date is not null
  union all
  select 1, m.id, m.day, m.doc_id, m.warehouse_id, m.lot_id, m.party_id, m.place, m.counter, m.qty, m.cost, o.qty + m.qty_sum, o.cost + m.cost_sum from moves m cross join opening o
  order by 1, 3, 2 limit $5::int offset $6::int)
select x.day::text as day, coalesce(d.number, '期初') as number, d.type, x.doc_id as doc, w.name as "warehouseName", l.no as "lotNo", p.name as "partyName",
  case x.place when 'storage' then '在库' when 'frozen' then '冻结' when 'transit' then '在途' when 'production' then '在产' end as "placeName",
  case when d.reverses is not null then '红冲 ' else '' end || case x.counter when 'supplier' then case when x.qty >= 0 then '采购入库' else '采购退货' end when 'customer' then case when x.qty > 0 then '销售退货' else '销售出库' end
    when 'gain' then '盘盈/其他入库' when 'loss' then '盘亏/报损' when 'usage' then '领用/其他出库' when 'opening' then '期初' when 'cost' then '成本调整' when 'conversion' then '组装/拆卸' when 'consignee' then '委托代销' when 'transit' then '调拨' when 'storage' then case x.place when 'transit' then '调拨' when 'frozen' then '冻结/解冻' else '调拨' end
    when 'frozen' then '冻结/解冻' when 'production' then '生产' end as kind,
  case when x.qty > 0 then trim_scale(x.qty / 1000000.0)::text end as "qtyIn", case when x.qty < 0 then trim_scale(-x.qty / 1000000.0)::text end as "qtyOut", trim_scale(x.qty_after / 1000000.0)::text as "qtyAfter",
  case when x.cost > 0 then round(x.cost / 100.0, 2)::text end as "valueIn", case when x.cost < 0 then round(-x.cost / 100.0, 2)::text end as "valueOut", round(x.cost_after / 100.0, 2)::text as "valueAfter"
from shown x
left join books.document d on d.org_id = books.org() and d.id = x.doc_id
left join books.record w on w.org_id = books.org() and w.id = x.warehouse_id
left join books.lot l on l.org_id = books.org() and l.id = x.lot_id
left join books.record p on p.org_id = books.org() and p.id = x.party_id
order by x.sort, x.day, x.id`,
  empty: '这个商品在所选日期没有收发。',
});
