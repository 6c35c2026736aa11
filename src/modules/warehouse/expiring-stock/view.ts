// 临期库存: lots that expire soon or have expired and are still there, nearest first. Counted from a day, so that yesterday's list can be read again.
import { defineView } from '#kernel/view';

export const expiringStock = defineView({
  name: 'expiring-stock',
  zh: '临期库存',
  right: 'stock.view',
  parameters: [
    { key: 'days', zh: '天内到期', kind: 'int' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'q', zh: '商品', kind: 'text' },
    { key: 'asOf', zh: '截至日期', kind: 'day' },
  ],
  columns: [
    { key: 'expires', zh: '到期日', kind: 'day', width: 110 },
    { key: 'left', zh: '剩余天数', kind: 'int', width: 90 },
    { key: 'status', zh: '状态', kind: 'text', width: 80 },
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/records/item/{item}' },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 130 },
    { key: 'made', zh: '生产日期', kind: 'day', width: 110 },
    { key: 'bestBefore', zh: '最佳食用至', kind: 'day', width: 110 },
    { key: 'removal', zh: '下架日', kind: 'day', width: 110 },
    { key: 'alert', zh: '预警日', kind: 'day', width: 110 },
    { key: 'warehouseName', zh: '仓库', kind: 'text', width: 120 },
    { key: 'present', zh: '现存', kind: 'qty', width: 100, sum: true },
    { key: 'held', zh: '其中冻结', kind: 'qty', width: 90, sum: true },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'value', zh: '库存金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
  ],
  // Days are days in China. Without a number of days, from each lot's own day of warning on, or thirty.
  sql: `
with clock as (select coalesce($4::date, (now() at time zone 'Asia/Shanghai')::date) as today)
select l.expires::text as expires, (l.expires - c.today)::int as left, case when l.expires <= c.today then '已过期' when (l.data->>'removal')::date <= c.today then '应下架' else '临期' end as status, l.data->>'bestBefore' as "bestBefore", l.data->>'removal' as removal, l.data->>'alert' as alert,
  i.id as item, i.code, i.name, l.no as "lotNo", l.made::text as made, w.name as "warehouseName",
  trim_scale(b.present / 1000000.0)::text as present, trim_scale(b.held / 1000000.0)::text as held, i.data->>'unit' as unit, case when p.qty > 0 then round(p.value * b.present / p.qty / 100, 2)::text else '0.00' end as value
from clock c
join books.lot l on l.org_id = books.org() and l.expires is not null and l.expires <= c.today + coalesce($1::int, 3660) and ($1::int is not null or coalesce((l.data->>'alert')::date, l.expires - 30) <= c.today)
join lateral (
  select b.warehouse_id, sum(b.on_hand + b.on_hold) as present, sum(b.on_hold) as held from books.stock_balance b
  where b.org_id = books.org() and b.item_id = l.item_id and b.lot_id = l.id and ($2::uuid is null or b.warehouse_id = $2::uuid) group by 1 having sum(b.on_hand + b.on_hold) > 0) b on true
join books.record i on i.org_id = books.org() and i.id = l.item_id
join books.record w on w.org_id = books.org() and w.id = b.warehouse_id
left join books.item_value p on p.org_id = books.org() and p.item_id = l.item_id
where ($3::text is null or position(lower($3::text) in i.search) > 0)
  and (books.sites() is null or nullif(w.data->>'site', '') is null or (w.data->>'site')::uuid = any (books.sites()))
order by l.expires, i.code, l.no, w.code limit $5::int offset $6::int`,
  empty: '没有临期或过期的批次。',
});
