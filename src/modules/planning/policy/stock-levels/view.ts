// 库存水位: what there is of what where, beside 动态安全库存, 再订货点 and 补货目标, and how far they lie from the static formula.
import { defineView } from '#kernel/view';

const Q = (x: string): string => `trim_scale(round(${x} / 1000000.0, 2))::text`;

export const stockLevels = defineView({
  name: 'stock-levels',
  zh: '库存水位',
  right: 'stock.view',
  parameters: [
    { key: 'q', zh: '商品', kind: 'text' },
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse' },
    { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
    {
      key: 'only',
      zh: '只看',
      kind: 'choice',
      choices: [
        { value: 'low', zh: '不高于再订货点' },
        { value: 'high', zh: '高于补货目标' },
      ],
    },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 130 },
    { key: 'name', zh: '商品', kind: 'link', width: 190, href: '/records/item/{item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'place', zh: '仓库', kind: 'text', width: 120 },
    { key: 'abc', zh: 'ABC', kind: 'text', width: 56 },
    { key: 'present', zh: '现存', kind: 'qty', width: 84 },
    { key: 'coming', zh: '在途', kind: 'qty', width: 80 },
    { key: 'safety', zh: '动态安全库存', kind: 'qty', width: 110 },
    { key: 'reorder', zh: '再订货点', kind: 'qty', width: 100 },
    { key: 'target', zh: '补货目标', kind: 'qty', width: 100 },
    { key: 'staticSafety', zh: '静态安全库存', kind: 'qty', width: 110 },
    { key: 'difference', zh: '目标与静态公式之差', kind: 'qty', width: 140 },
    { key: 'reason', zh: '理由', kind: 'text', width: 330 },
  ],
  sql: `
select i.id as item, i.code, i.name, i.data->>'unit' as unit, w.name as place, l.abc, ${Q('coalesce(b.on_hand, 0)')} as present, ${Q('coalesce(b.in_transit, 0)')} as coming, ${Q('l.safety')} as safety,
  ${Q('l.reorder_point')} as reorder, ${Q('l.target')} as target, ${Q('l.static_safety')} as "staticSafety", ${Q('(l.target - l.static_target)')} as difference, l.reasons[3] as reason
from planning.level l join books.record i on i.org_id = l.org_id and i.id = l.item_id join books.record w on w.org_id = l.org_id and w.id = l.warehouse_id
left join lateral (select sum(b.on_hand) as on_hand, sum(b.in_transit) as in_transit from books.stock_balance b where b.org_id = l.org_id and b.item_id = l.item_id and b.warehouse_id = l.warehouse_id) b on true
where l.org_id = books.org() and ($1::text is null or position(lower($1::text) in i.search) > 0) and ($2::uuid is null or l.warehouse_id = $2::uuid) and ($3::text is null or i.data->>'category' = $3::text)
  and (books.sites() is null or nullif(w.data->>'site', '') is null or (w.data->>'site')::uuid = any (books.sites()))
  and ($4::text is null or case when $4::text = 'low' then coalesce(b.on_hand, 0) + coalesce(b.in_transit, 0) <= l.reorder_point and l.target > 0 else coalesce(b.on_hand, 0) + coalesce(b.in_transit, 0) > l.target end)
order by i.code, w.code limit $5::int offset $6::int`,
  empty: '还没有库存水位。第一次预测完成后，每个商品在每个仓的安全库存、再订货点、补货目标都在这里。',
});
