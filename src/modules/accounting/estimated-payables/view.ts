// 暂估余额: goods received (or sent back) whose bill has not come, line by line with how long it is waiting. Its sum is the balance of 暂估应付.
import { defineView } from '#kernel/view';
import { yuan } from '../figures.ts';

export const estimatedPayables = defineView({
  name: 'estimated-payables',
  zh: '暂估余额',
  right: 'ledger.view',
  parameters: [
    { key: 'supplier', zh: '供应商', kind: 'ref', to: 'supplier' },
    { key: 'to', zh: '截至入库日', kind: 'day' },
  ],
  columns: [
    { key: 'day', zh: '入库日期', kind: 'day', width: 110 },
    { key: 'number', zh: '单号', kind: 'link', width: 170, href: '/documents/{docType}/{docId}' },
    { key: 'party', zh: '供应商', kind: 'text', width: 180 },
    { key: 'item', zh: '商品', kind: 'text', width: 200 },
    { key: 'qty', zh: '数量', kind: 'qty' },
    { key: 'used', zh: '已开票或已退', kind: 'qty' },
    { key: 'estimated', zh: '暂估金额', kind: 'money', secret: 'cost', sum: true },
    { key: 'left', zh: '暂估余额', kind: 'money', secret: 'cost', sum: true },
    { key: 'age', zh: '天数', kind: 'int' },
  ],
  // A line is used up by invoices and by goods sent back before their invoice, rounded over the cumulated quantity as the documents round it.
  // A return with a receipt is counted there; one without waits for its red invoice at its own price.
  sql: `
    with waiting as (
      select d.id, d.type, d.number, d.day, d.party_id, l.line_no, l.item_id, l.base_qty, coalesce(i.qty, 0) + least(coalesce(r.qty, 0), l.base_qty - coalesce(i.qty, 0)) as used,
        case d.type when 'goods-receipt' then (select coalesce(sum(s.cost), 0) from books.stock_line s where s.org_id = books.org() and s.doc_id = d.id and s.line_no = l.line_no)
          else -100 * (l.data->>case (select vat from books.org_node where id = books.org()) when 'general' then 'net' else 'gross' end)::numeric end as cost
      from books.document d join books.document_line l on l.org_id = books.org() and l.doc_id = d.id
      left join books.progress i on i.org_id = books.org() and i.doc_id = d.id and i.line_no = l.line_no and i.kind = 'invoiced'
      left join books.progress r on r.org_id = books.org() and r.doc_id = d.id and r.line_no = l.line_no and r.kind = 'returned'
      where d.org_id = books.org() and d.type in ('goods-receipt', 'goods-return') and d.state = 'posted' and d.reverses is null and (d.type = 'goods-receipt' or l.source_doc is null)
        and ($1::uuid is null or d.party_id = $1::uuid) and ($2::date is null or d.day <= $2::date))
    select w.day::text as day, w.number, w.type as "docType", w.id as "docId", p.name as party, i.name as item, trim_scale(w.base_qty / 1000000.0)::text as qty, trim_scale(w.used / 1000000.0)::text as used,
      ${yuan('w.cost')} as estimated, ${yuan('w.cost - round(w.cost * w.used / w.base_qty)')} as left, (current_date - w.day)::int as age
    from waiting w left join books.record p on p.org_id = books.org() and p.id = w.party_id left join books.record i on i.org_id = books.org() and i.id = w.item_id
    where w.used < w.base_qty order by w.day, w.number, w.line_no limit $3 offset $4`,
  empty: '收到的货都已收到发票，没有暂估。',
});
