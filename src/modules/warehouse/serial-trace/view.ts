// 序列号查询: where a piece is now and every document that moved it, first to last. Finds a number whole or by how it begins.
import { defineView } from '#kernel/view';

export const serialTrace = defineView({
  name: 'serial-trace',
  zh: '序列号查询',
  right: 'stock.view',
  parameters: [
    { key: 'serial', zh: '序列号', kind: 'text', required: true },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
  ],
  columns: [
    { key: 'serial', zh: '序列号', kind: 'text', width: 130 },
    { key: 'name', zh: '商品', kind: 'link', width: 150, href: '/records/item/{item}' },
    { key: 'now', zh: '现在', kind: 'text', width: 140 },
    { key: 'day', zh: '日期', kind: 'day', width: 100 },
    { key: 'number', zh: '单据', kind: 'link', width: 160, href: '/documents/{type}/{doc}' },
    { key: 'kind', zh: '业务', kind: 'text', width: 100 },
    { key: 'warehouseName', zh: '仓库', kind: 'text', width: 90 },
    { key: 'binName', zh: '库位', kind: 'text', width: 70 },
    { key: 'partyName', zh: '往来单位', kind: 'text', width: 130 },
    { key: 'cost', zh: '成本', kind: 'money', width: 100, sum: true, secret: 'cost' },
  ],
  // A piece that moved between two places of the house has two rows in the ledger; the one where it arrived speaks for both.
  sql: `
with piece as (
  select l.id, l.item_id, l.no, i.name, coalesce((
      select case when b.in_transit <> 0 then '在途 → ' when b.on_hold <> 0 then '冻结 · ' else '在库 · ' end || w.name || coalesce(' ' || n.name, '')
      from books.stock_balance b join books.record w on w.org_id = books.org() and w.id = b.warehouse_id left join books.record n on n.org_id = books.org() and n.id = b.bin_id
      where b.org_id = books.org() and b.lot_id = l.id and b.lot_id <> '00000000-0000-0000-0000-000000000000' and (b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0) limit 1), '已不在库') as now
  from books.lot l join books.record i on i.org_id = books.org() and i.id = l.item_id
  where l.org_id = books.org() and l.no ~>=~ $1::text and l.no ~<~ ($1::text || chr(1114111)) and (i.data->>'tracksSerials')::boolean and ($2::uuid is null or l.item_id = $2::uuid)
  order by l.no limit 200)
select p.no as serial, p.item_id as item, p.name, p.now, s.day::text as day, d.number, d.type, d.id as doc, w.name as "warehouseName", n.name as "binName", r.name as "partyName",
  case when d.reverses is not null then '红冲 ' else '' end || case s.counter when 'supplier' then case when s.qty > 0 then '采购入库' else '采购退货' end when 'customer' then case when s.qty > 0 then '销售退货' else '销售出库' end
    when 'gain' then '盘盈/其他入库' when 'loss' then '盘亏/报损' when 'usage' then '领用/其他出库' when 'opening' then '期初' when 'cost' then '成本调整' when 'conversion' then '组装/拆卸' when 'consignee' then '委托代销'
    else case s.place when 'transit' then '调拨发出' when 'frozen' then '冻结' else case s.counter when 'frozen' then '解冻' else '调拨入库' end end end as kind,
  round(s.cost / 100.0, 2)::text as cost
from piece p
left join books.stock_line s on s.org_id = books.org() and s.lot_id = p.id and (s.qty > 0 or s.qty < 0 and s.counter_warehouse is null)
left join books.document d on d.org_id = books.org() and d.id = s.doc_id
left join books.record w on w.org_id = books.org() and w.id = s.warehouse_id
left join books.record n on n.org_id = books.org() and n.id = s.bin_id
left join books.record r on r.org_id = books.org() and r.id = s.party_id
order by p.no, p.item_id, s.id limit $3::int offset $4::int`,
  empty: '没有这个序列号。可以只输入开头几位；号码区分大小写。',
});
