// 受托代销进销存: the goods of others, by consignor and item: what came, what is here, what was sold and what of it is not settled yet.
import { defineView } from '#kernel/view';

export const consignedStock = defineView({
  name: 'consigned-stock',
  zh: '受托代销进销存',
  right: 'stock.view',
  parameters: [
    { key: 'supplier', zh: '委托方', kind: 'ref', to: 'supplier' },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
    { key: 'until', zh: '截止日期', kind: 'day' },
    { key: 'open', zh: '只看未结算', kind: 'choice', choices: [{ value: 'yes', zh: '是' }] },
  ],
  columns: [
    { key: 'supplierName', zh: '委托方', kind: 'text', width: 150 },
    { key: 'code', zh: '编码', kind: 'text', width: 90 },
    { key: 'name', zh: '商品', kind: 'link', width: 180, href: '/records/item/{item}' },
    { key: 'unit', zh: '单位', kind: 'text', width: 60 },
    { key: 'mode', zh: '代销方式', kind: 'text', width: 90 },
    { key: 'received', zh: '收到', kind: 'qty', width: 76, sum: true },
    { key: 'returned', zh: '退回', kind: 'qty', width: 76, sum: true },
    { key: 'sold', zh: '售出', kind: 'qty', width: 76, sum: true },
    { key: 'lost', zh: '短少', kind: 'qty', width: 76, sum: true },
    { key: 'here', zh: '结存', kind: 'qty', width: 76, sum: true },
    { key: 'value', zh: '结存（约定价）', kind: 'money', width: 120, sum: true, secret: 'cost' },
    { key: 'settled', zh: '已结算', kind: 'qty', width: 76, sum: true },
    { key: 'unsettled', zh: '未结算', kind: 'qty', width: 76, sum: true },
  ],
  sql: `
select s.name as "supplierName", i.id as item, i.code, i.name, i.data->>'unit' as unit, case i.data->>'consignMode' when 'buyout' then '视同买断' else '收取手续费' end as mode,
  trim_scale(g.received / 1000000.0)::text as received, trim_scale(g.returned / 1000000.0)::text as returned, trim_scale(g.sold / 1000000.0)::text as sold, trim_scale(g.lost / 1000000.0)::text as lost,
  trim_scale(g.here / 1000000.0)::text as here, round(g.value / 100, 2)::text as value, trim_scale(t.settled / 1000000.0)::text as settled, trim_scale((g.sold + g.lost - t.settled) / 1000000.0)::text as unsettled
from books.record i
join books.record s on s.org_id = i.org_id and s.id = (i.data->>'consignor')::uuid
cross join lateral (select coalesce(sum(m.qty) filter (where d.type = 'consigned-receipt'), 0) as received, coalesce(-sum(m.qty) filter (where d.type = 'consigned-return'), 0) as returned,
    coalesce(-sum(m.qty) filter (where m.counter = 'customer'), 0) as sold, coalesce(-sum(m.qty) filter (where m.counter not in ('supplier', 'opening', 'customer')), 0) as lost,
    coalesce(sum(m.qty), 0) as here, coalesce(sum(m.cost), 0)::numeric as value
  from books.stock_line m join books.document d on d.org_id = m.org_id and d.id = m.doc_id where m.org_id = i.org_id and m.item_id = i.id and m.day <= coalesce($3::date, '2999-12-31')) g
cross join lateral (select coalesce(sum(l.base_qty), 0) as settled from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id
  where l.org_id = i.org_id and l.item_id = i.id and d.type = 'consignor-settlement' and d.state = 'posted' and d.reverses is null and d.day <= coalesce($3::date, '2999-12-31')) t
where i.org_id = books.org() and i.type = 'item' and i.data->>'consignor' is not null and ($1::uuid is null or i.data->>'consignor' = $1::text) and ($2::uuid is null or i.id = $2::uuid)
  and ($4::text is distinct from 'yes' or g.sold + g.lost <> t.settled)
order by s.name, i.code limit $5::int offset $6::int`,
  empty: '没有受托代销的商品，或都已结算。商品资料上填了受托代销委托方，收货用受托代销入库单。',
});
