// 存货余额（按日期）: what every cost pool held at the end of a day, by the stock ledger. Only the lines between that day and the nearest balances
// (a closed month's end, or now) are read, and of the page's items only.
import { defineView } from '#kernel/view';
import { DAY_PARAMETERS, itemColumns } from '../at-day-parts.ts';
import { ALL_POOLS, NEAR, POOLS_OF } from '#warehouse';

const WANTED = `i.org_id = books.org() and i.type = 'item' and ($2::uuid is null or i.data->>'category' = $2::text) and ($3::text is null or position(lower($3::text) in i.search) > 0)`;

export const inventoryAtDay = defineView({
  name: 'inventory-at-day',
  zh: '存货余额（按日期）',
  right: 'stock.view',
  parameters: DAY_PARAMETERS,
  columns: [
    ...itemColumns('&to={until}'),
    { key: 'method', zh: '计价方法', kind: 'text', width: 140 },
    { key: 'groupName', zh: '仓库组', kind: 'text', width: 120 },
    { key: 'account', zh: '存货科目', kind: 'text', width: 90 },
    { key: 'qty', zh: '数量', kind: 'qty', width: 110, sum: true },
    { key: 'unitCost', zh: '单位成本', kind: 'price', width: 110, secret: 'cost' },
    { key: 'value', zh: '金额', kind: 'money', width: 130, sum: true, secret: 'cost' },
  ],
  sql: `
with ${NEAR('$1')}
select i.id as item, i.code, i.name, i.data->>'unit' as unit, $1::date::text as until, coalesce((select g.name from books.record g where g.org_id = books.org() and g.id = x.cost_group), '') as "groupName",
  case when i.data->>'consignor' is null then coalesce(nullif((select c.data->>'inventoryAccount' from books.record c where c.org_id = books.org() and c.id = (nullif(i.data->>'category', ''))::uuid), ''), '1405') else (select account from books.account_role where org_id = books.org() and role = 'inventory.consignedIn') end as account,
  case coalesce(i.data->>'costMethod', 'moving-average') when 'moving-average' then '移动加权平均' when 'fifo' then '先进先出' when 'individual' then '个别计价' when 'monthly-average' then '全月一次加权平均' when 'standard' then '标准成本' end as method,
  trim_scale(x.qty / 1000000.0)::text as qty, case when x.qty <> 0 then trim_scale(round(x.value * 10000.0 / x.qty, 6))::text end as "unitCost", round(x.value / 100.0, 2)::text as value
from books.record i
cross join lateral (select y.cost_group, sum(y.qty) as qty, sum(y.value) as value from (${POOLS_OF('i.id')}) y group by 1 having sum(y.qty) <> 0 or sum(y.value) <> 0) x
where ${WANTED}
order by i.code, "groupName" limit $4::int offset $5::int`,
  totals: `
with ${NEAR('$1')}, x as materialized (select item_id, sum(qty) as qty, sum(value) as value from (${ALL_POOLS}) y group by 1)
select trim_scale(coalesce(sum(x.qty), 0) / 1000000.0)::text as qty, round(coalesce(sum(x.value), 0) / 100.0, 2)::text as value
from x join books.record i on i.id = x.item_id where ${WANTED}`,
  empty: '那一天没有存货。',
});
