// 成本计算情况: every cost pool with its method, what it holds, what its unit costs and whether something about it wants looking at.
import { defineView } from '#kernel/view';

export const costingStatus = defineView({
  name: 'costing-status',
  zh: '成本计算情况',
  right: 'stock.view',
  parameters: [
    {
      key: 'method',
      zh: '计价方法',
      kind: 'choice',
      choices: [
        { value: 'moving-average', zh: '移动加权平均' },
        { value: 'fifo', zh: '先进先出' },
        { value: 'individual', zh: '个别计价' },
        { value: 'monthly-average', zh: '全月一次加权平均' },
        { value: 'standard', zh: '标准成本' },
      ],
    },
    { key: 'only', zh: '只看要处理的', kind: 'choice', choices: [{ value: 'yes', zh: '是' }] },
    { key: 'q', zh: '商品', kind: 'text' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 220, href: '/views/inventory-detail?item={item}' },
    { key: 'methodZh', zh: '计价方法', kind: 'text', width: 140 },
    { key: 'groupName', zh: '仓库组', kind: 'text', width: 110 },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 110 },
    { key: 'qty', zh: '数量', kind: 'qty', width: 100, sum: true },
    { key: 'value', zh: '金额', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'unitCost', zh: '单位成本', kind: 'price', width: 110, secret: 'cost' },
    { key: 'lastPrice', zh: '最近成本', kind: 'price', width: 110, secret: 'cost' },
    { key: 'layers', zh: '批层', kind: 'int', width: 70 },
    { key: 'lastDay', zh: '最后收发', kind: 'day', width: 110 },
    { key: 'remark', zh: '提示', kind: 'text', width: 260 },
  ],
  // Under 个别计价 the lots are the pools; the row without a lot is only their sum.
  sql: `
with pools as (
  select p.*, i.code, i.name, i.search, coalesce(i.data->>'costMethod', 'moving-average') as method,
    (i.data->>'standardCost')::numeric as standard, (select max(x.period) from books.period x where x.org_id = books.org() and x.state = 'closed') as closed
  from books.cost_pool p join books.record i on i.org_id = p.org_id and i.id = p.item_id
  where p.org_id = books.org() and (p.lot_id <> books.nil()) = (coalesce(i.data->>'costMethod', '') = 'individual') and (p.qty <> 0 or p.value <> 0 or p.lot_id = books.nil())),
told as (
  select p.*, concat_ws('；',
    (select '成本正在后台重算（起因：' || d.number || '，' || x.lines || ' 笔）' from books.late_cost x join books.document d on d.org_id = x.org_id and d.id = x.doc_id
      where x.org_id = p.org_id and x.item_id = p.item_id and x.cost_group = p.cost_group and x.lot_id = p.lot_id),
    case when p.qty < 0 then '库存为负：按最近成本出库，补入库后自动调整' end,
    case when p.qty > 0 and p.value = 0 then '有数量没有金额：请核对入库成本' end,
    case when p.value < 0 and p.qty >= 0 then '金额为负：请运行体检' end,
    case when p.method = 'monthly-average' and to_char(p.last_day, 'YYYYMM')::int > coalesce(p.closed, 0) then '本月成本为暂计，月末结账时确定' end,
    case when p.method = 'standard' and p.standard is null then '没有标准成本' end,
    case when p.method in ('moving-average', 'fifo') and p.qty > 0 and p.last_price > 0 and abs(p.value * 10000000000.0 / p.qty - p.last_price) > p.last_price * 0.5 then '单位成本与最近成本相差过半：请核对价格' end) as remark
  from pools p)
select t.item_id as item, t.code, t.name, coalesce(g.name, '') as "groupName", l.no as "lotNo",
  case t.method when 'moving-average' then '移动加权平均' when 'fifo' then '先进先出' when 'individual' then '个别计价' when 'monthly-average' then '全月一次加权平均' when 'standard' then '标准成本' end as "methodZh",
  trim_scale(t.qty / 1000000.0)::text as qty, round(t.value / 100.0, 2)::text as value, case when t.qty > 0 then trim_scale(round(t.value * 10000.0 / t.qty, 6))::text end as "unitCost",
  case when t.last_price > 0 then trim_scale(t.last_price / 1000000.0)::text end as "lastPrice", case when t.method = 'fifo' then jsonb_array_length(t.layers) end as layers, t.last_day::text as "lastDay", t.remark
from told t left join books.record g on g.org_id = books.org() and g.id = t.cost_group left join books.lot l on l.org_id = books.org() and l.id = t.lot_id
where ($1::text is null or t.method = $1::text) and ($2::text is distinct from 'yes' or t.remark <> '') and ($3::text is null or position(lower($3::text) in t.search) > 0)
order by t.remark = '', t.code, g.name, l.no limit $4::int offset $5::int`,
  empty: '没有要处理的成本池。',
});
