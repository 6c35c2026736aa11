// How queries write figures: 分 as 元, 10⁻⁶ units as quantities, both as decimal text.
export const yuan = (sql: string): string => `round((${sql}) / 100.0, 2)::text`;
export const pieces = (sql: string): string => `trim_scale((${sql}) / 1000000.0)::text`;

/** Receipt lines and loose returns with what of their estimate is used up (purchase-invoice/received.ts counts the same way). Columns: see the select. */
export const ESTIMATES = `
  select d.id as doc, d.type, d.number, d.day, d.party_id as party, l.line_no as line, l.item_id as item, l.data, l.source_doc, l.source_line, l.base_qty as whole, coalesce(i.qty, 0) as invoiced, coalesce(r.qty, 0) as returned,
    coalesce(i.qty, 0) + least(coalesce(r.qty, 0), l.base_qty - coalesce(i.qty, 0)) as used, coalesce(t.qty, 0) > 0 as taken_back,
    case d.type when 'goods-return' then -1 else 1 end * round(100 * (l.data->>case o.vat when 'general' then 'net' else 'gross' end)::numeric) as cost
  from books.document d join books.org_node o on o.id = books.org() join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  left join books.progress i on i.org_id = d.org_id and i.doc_id = d.id and i.line_no = l.line_no and i.kind = 'invoiced'
  left join books.progress r on r.org_id = d.org_id and r.doc_id = d.id and r.line_no = l.line_no and r.kind = 'returned'
  left join books.progress t on t.org_id = d.org_id and t.doc_id = d.id and t.line_no = l.line_no and t.kind = 'taken-back'
  where d.org_id = books.org() and d.type in ('goods-receipt', 'goods-return') and d.state = 'posted' and d.reverses is null and (d.type = 'goods-receipt' or l.source_doc is null)`;
/** What is left of a line's estimate, in 分, rounded as the documents round it. */
export const LEFT = 'e.cost - sign(e.cost) * floor(abs(e.cost) * e.used / e.whole + 0.5)';
