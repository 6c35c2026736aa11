// 存货余额（按日期）: what every cost pool held at the end of a day, by the stock ledger. Closed months are taken as they were written down, so only later lines are read.
import { defineView } from '#kernel/view';
import { CLOSED, LAST_CLOSED } from '#warehouse';

export const inventoryAtDay = defineView({
  name: 'inventory-at-day',
  zh: '存货余额（按日期）',
  right: 'stock.view',
  parameters: [
    { key: 'day', zh: '截至', kind: 'day', required: true },
    { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
    { key: 'q', zh: '商品', kind: 'text' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/views/inventory-detail?item={item}&to={until}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'method', zh: '计价方法', kind: 'text', width: 140 },
    { key: 'groupName', zh: '仓库组', kind: 'text', width: 120 },
    { key: 'account', zh: '存货科目', kind: 'text', width: 90 },
    { key: 'qty', zh: '数量', kind: 'qty', width: 110, sum: true },
    { key: 'unitCost', zh: '单位成本', kind: 'price', width: 110, secret: 'cost' },
    { key: 'value', zh: '金额', kind: 'money', width: 130, sum: true, secret: 'cost' },
  ],
  sql: `
with since as materialized (select ${LAST_CLOSED(`to_char($1::date, 'YYYYMM')::int`)} as period),
sums as (
  select x.item_id, x.cost_group, sum(x.qty) as qty, sum(x.value) as value from (
    ${CLOSED('(select period from since)')}
    union all
    select s.item_id, s.cost_group, sum(s.qty), sum(s.cost) from books.stock_line s
    where s.org_id = books.org() and s.period > (select period from since) and s.period <= to_char($1::date, 'YYYYMM')::int and s.day <= $1::date group by 1, 2) x
  group by 1, 2 having sum(x.qty) <> 0 or sum(x.value) <> 0)
select i.id as item, i.code, i.name, i.data->>'unit' as unit, $1::date::text as until, coalesce(g.name, '') as "groupName", coalesce(nullif(c.data->>'inventoryAccount', ''), '1405') as account,
  case coalesce(i.data->>'costMethod', 'moving-average') when 'moving-average' then '移动加权平均' when 'fifo' then '先进先出' when 'individual' then '个别计价' when 'monthly-average' then '全月一次加权平均' when 'standard' then '标准成本' end as method,
  trim_scale(x.qty / 1000000.0)::text as qty, case when x.qty <> 0 then trim_scale(round(x.value * 10000.0 / x.qty, 6))::text end as "unitCost", round(x.value / 100.0, 2)::text as value
from sums x join books.record i on i.org_id = books.org() and i.id = x.item_id
left join books.record c on c.org_id = books.org() and c.id = (nullif(i.data->>'category', ''))::uuid
left join books.record g on g.org_id = books.org() and g.id = x.cost_group
where ($2::uuid is null or i.data->>'category' = $2::text) and ($3::text is null or position(lower($3::text) in i.search) > 0)
order by i.code, g.name limit $4::int offset $5::int`,
  empty: '那一天没有存货。',
});
