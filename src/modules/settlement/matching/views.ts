// What the 三单匹配工作台 looks at: received goods without a bill, and bills against order and receipt, line by line.
import { defineView } from '#kernel/view';
import { ESTIMATES, pieces, yuan } from '../figures.ts';

const SUPPLIER = { key: 'supplier', zh: '供应商', kind: 'ref', to: 'supplier' } as const;

export const unbilledReceipts = defineView({
  name: 'unbilled-receipts',
  zh: '未开票入库',
  right: 'ledger.view',
  parameters: [SUPPLIER, { key: 'item', zh: '商品', kind: 'ref', to: 'item' }],
  columns: [
    { key: 'party', zh: '供应商', kind: 'text', width: 170 },
    { key: 'number', zh: '入库单', kind: 'link', width: 160, href: '/documents/goods-receipt/{docId}' },
    { key: 'day', zh: '日期', kind: 'day', width: 104 },
    { key: 'item', zh: '商品', kind: 'text', width: 190 },
    { key: 'order', zh: '采购订单', kind: 'text', width: 150 },
    { key: 'qty', zh: '入库数量', kind: 'qty', sum: true },
    { key: 'left', zh: '未开票数量', kind: 'qty', sum: true },
    { key: 'price', zh: '含税单价', kind: 'price', secret: 'price' },
    { key: 'agreed', zh: '订单单价', kind: 'price', secret: 'price' },
    { key: 'gross', zh: '未开票价税合计', kind: 'money', secret: 'price', sum: true },
    { key: 'age', zh: '天数', kind: 'int' },
  ],
  sql: `
    select p.name as party, e.number, e.day::text as day, i.name as item, s.number as order, ${pieces('e.whole')} as qty, ${pieces('e.whole - e.used')} as left, e.data->>'price' as price, e.data->>'agreed' as agreed,
      round((e.data->>'gross')::numeric * (e.whole - e.used) / e.whole, 2)::text as gross, ((now() at time zone 'Asia/Shanghai')::date - e.day)::int as age, e.doc as "docId", e.line, e.party as "partyId", e.item as "itemId", e.data->>'unit' as unit,
      trim_scale((e.data->>'qty')::numeric * (e.whole - e.used) / e.whole)::text as "unitQty", e.data->>'taxRate' as "taxRate"
    from (${ESTIMATES} and d.type = 'goods-receipt' and ($1::uuid is null or d.party_id = $1::uuid) and ($2::uuid is null or l.item_id = $2::uuid)) e
    left join books.record p on p.org_id = books.org() and p.id = e.party left join books.record i on i.org_id = books.org() and i.id = e.item left join books.document s on s.org_id = books.org() and s.id = e.source_doc
    where e.used < e.whole order by p.code, e.day, e.number, e.line limit $3 offset $4`,
  empty: '收到的货都已开票。',
});

export const matchedBills = defineView({
  name: 'matched-bills',
  zh: '三单匹配结果',
  right: 'ledger.view',
  parameters: [
    SUPPLIER,
    {
      key: 'match',
      zh: '结论',
      kind: 'choice',
      choices: [
        { value: 'over', zh: '超差' },
        { value: 'within', zh: '容差内' },
        { value: 'ok', zh: '一致' },
      ],
    },
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
  ],
  columns: [
    { key: 'party', zh: '供应商', kind: 'text', width: 170 },
    { key: 'number', zh: '采购发票', kind: 'link', width: 160, href: '/documents/purchase-invoice/{docId}' },
    { key: 'day', zh: '日期', kind: 'day', width: 104 },
    { key: 'item', zh: '商品', kind: 'text', width: 190 },
    { key: 'verdict', zh: '结论', kind: 'text', width: 80 },
    { key: 'said', zh: '差异', kind: 'text', width: 300, secret: 'price' },
    { key: 'order', zh: '采购订单', kind: 'text', width: 150 },
    { key: 'receipt', zh: '入库单', kind: 'text', width: 160 },
    { key: 'ordered', zh: '订购', kind: 'qty', sum: true },
    { key: 'received', zh: '入库', kind: 'qty', sum: true },
    { key: 'billed', zh: '开票', kind: 'qty', sum: true },
    { key: 'gross', zh: '价税合计', kind: 'money', secret: 'price', sum: true },
    { key: 'state', zh: '付款', kind: 'text', width: 90 },
  ],
  sql: `
    select p.name as party, d.number, d.day::text as day, i.name as item, case l.data->>'match' when 'over' then '超差' when 'within' then '容差内' else '一致' end as verdict, l.data->>'matchSaid' as said,
      o.number as order, r.number as receipt, rl.data->>'ordered' as ordered, ${pieces('rl.base_qty')} as received, ${pieces('l.base_qty')} as billed, ${yuan('l.amount')} as gross,
      case when l.data->>'match' <> 'over' then '' when coalesce(g.amount, 0) <> 0 then '已放行' when (select settings->'matching'->>'control' from books.org_node where id = books.org()) = 'block' then '暂停付款' else '' end as state,
      d.id as "docId", l.line_no as line, l.data->>'match' as match, coalesce(g.amount, 0) <> 0 as released
    from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.data->>'match' is not null
    join books.document r on r.org_id = d.org_id and r.id = l.source_doc join books.document_line rl on rl.org_id = d.org_id and rl.doc_id = l.source_doc and rl.line_no = l.source_line
    left join books.document o on o.org_id = d.org_id and o.id = rl.source_doc left join books.record p on p.org_id = d.org_id and p.id = d.party_id left join books.record i on i.org_id = d.org_id and i.id = l.item_id
    left join books.progress g on g.org_id = d.org_id and g.doc_id = d.id and g.line_no = l.line_no and g.kind = 'released'
    where d.org_id = books.org() and d.type = 'purchase-invoice' and d.state = 'posted' and d.reverses is null and ($1::uuid is null or d.party_id = $1::uuid) and ($2::text is null or l.data->>'match' = $2::text)
      and ($3::date is null or d.day >= $3::date) and ($4::date is null or d.day <= $4::date)
    order by case l.data->>'match' when 'over' then 0 when 'within' then 1 else 2 end, d.day desc, d.number, l.line_no limit $5 offset $6`,
  empty: '还没有与入库单匹配的采购发票。',
});
