// 盘点取数: the shelves of a warehouse, one row a line of a count sheet. Says what lies where, not how much: keepers count blind.
import { defineView } from '#kernel/view';

export const countSheet = defineView({
  name: 'count-sheet',
  zh: '盘点取数',
  right: 'stock.view',
  parameters: [
    { key: 'warehouse', zh: '仓库', kind: 'ref', to: 'warehouse', required: true },
    { key: 'category', zh: '分类', kind: 'ref', to: 'item-category' },
    { key: 'q', zh: '商品', kind: 'text' },
  ],
  columns: [
    { key: 'code', zh: '编码', kind: 'text', width: 100 },
    { key: 'name', zh: '商品', kind: 'link', width: 240, href: '/records/item/{item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'lotNo', zh: '批次', kind: 'text', width: 130 },
    { key: 'expires', zh: '到期日', kind: 'day', width: 110 },
    { key: 'binCode', zh: '库位', kind: 'text', width: 100 },
  ],
  // Pieces with serial numbers are one line to count, however many shelves they make.
  sql: `
with shelf as (
  select distinct b.item_id, b.bin_id, case when (i.data->>'tracksSerials')::boolean then books.nil() else b.lot_id end as lot_id
  from books.stock_balance b join books.record i on i.org_id = books.org() and i.id = b.item_id
  where b.org_id = books.org() and b.warehouse_id = $1::uuid and b.on_hand <> 0
    and ($2::uuid is null or i.data->>'category' = $2::text) and ($3::text is null or position(lower($3::text) in i.search) > 0))
select i.id as item, i.code, i.name, i.data->>'unit' as unit, l.no as "lotNo", l.expires::text as expires, n.id as bin, n.code as "binCode", coalesce((i.data->>'tracksSerials')::boolean, false) as serials
from shelf s
join books.record i on i.org_id = books.org() and i.id = s.item_id
left join books.lot l on l.org_id = books.org() and l.id = s.lot_id
left join books.record n on n.org_id = books.org() and n.id = s.bin_id
order by (n.data->>'order')::int nulls last, n.code nulls last, i.code, l.expires nulls last, l.no limit $4::int offset $5::int`,
  empty: '这个仓库没有库存可盘。',
});
