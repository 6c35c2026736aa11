// 未发货订单: lines of approved orders that have not been delivered in full, the most urgent first.
import { lastWord } from '#kernel/last-word';
import { defineView } from '#kernel/view';

export const openOrders = defineView({
  name: 'open-orders',
  zh: '未发货订单',
  right: 'sales-order.view',
  parameters: [
    { key: 'customer', zh: '客户', kind: 'ref', to: 'customer' },
    { key: 'item', zh: '商品', kind: 'ref', to: 'item' },
    { key: 'warehouse', zh: '发货仓库', kind: 'ref', to: 'warehouse' },
    { key: 'until', zh: '交货日不晚于', kind: 'day' },
  ],
  columns: [
    { key: 'number', zh: '订单号', kind: 'link', width: 150, href: '/documents/sales-order/{id}' },
    { key: 'day', zh: '下单日期', kind: 'day' },
    { key: 'promised', zh: '交货日', kind: 'day' },
    { key: 'promise', zh: '承诺日', kind: 'day' },
    { key: 'customer', zh: '客户', kind: 'text', width: 160 },
    { key: 'warehouse', zh: '仓库', kind: 'text' },
    { key: 'item', zh: '商品', kind: 'text', width: 200 },
    { key: 'unit', zh: '单位', kind: 'text', width: 56 },
    { key: 'ordered', zh: '订购', kind: 'qty', sum: true },
    { key: 'delivered', zh: '已发', kind: 'qty', sum: true },
    { key: 'open', zh: '未发', kind: 'qty', sum: true },
    { key: 'reserved', zh: '已占用', kind: 'qty', sum: true },
    { key: 'amount', zh: '未发金额', kind: 'money', secret: 'price', sum: true },
  ],
  // Quantities are in the item's base unit. A red order is its own document with negative lines; only the live original counts.
  sql: `
    select d.id, d.number, d.day::text as day, l.data->>'promised' as promised, case when last.known then last.promised else l.data->>'promised' end as promise, c.name as customer, w.name as warehouse, i.name as item, i.data->>'unit' as unit,
      trim_scale(l.base_qty / 1000000.0)::text as ordered, trim_scale(coalesce(p.qty, 0) / 1000000.0)::text as delivered, trim_scale((l.base_qty - coalesce(p.qty, 0)) / 1000000.0)::text as open,
      trim_scale(coalesce(r.open, 0) / 1000000.0)::text as reserved,
      round(l.amount::numeric * (l.base_qty - coalesce(p.qty, 0)) / l.base_qty / 100, 2)::text as amount
    from books.document d
    join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
    left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'delivered'
    left join books.reservation r on r.org_id = d.org_id and r.doc_id = d.id and r.line_no = l.line_no
    -- What the house promised last (承诺调整单).
    left join lateral (select x.data->>'promised' as promised, true as known from ${lastWord('promise-change')}) last on true
    left join books.record c on c.org_id = d.org_id and c.id = d.party_id
    left join books.record w on w.org_id = d.org_id and w.id = d.warehouse_id
    left join books.record i on i.org_id = d.org_id and i.id = l.item_id
    where d.org_id = books.org() and d.type = 'sales-order' and d.state = 'posted' and d.reverses is null and l.base_qty > coalesce(p.qty, 0)
      and ($1::uuid is null or d.party_id = $1::uuid) and ($2::uuid is null or l.item_id = $2::uuid) and ($3::uuid is null or d.warehouse_id = $3::uuid)
      and ($4::date is null or (l.data->>'promised')::date <= $4::date)
    order by l.data->>'promised' nulls last, d.day, d.number, l.line_no limit $5 offset $6`,
  empty: '没有未发货的订单。',
});
