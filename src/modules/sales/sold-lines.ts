// The SQL that 商品销售汇总 and 客户销售汇总 stand on: every sold or returned line of a span of days, with its cost from the stock ledger.

/**
 * Rows (doc_id, party_id, item_id, qty, net, gross, cost) of deliveries, retail sales, drop shipments (at what their line says they cost) and returns between $1 and $2 in warehouse $3.
 * Returns count against; a reversed document and its red twin both count, each on its own day, so that they cancel out.
 * qty in 10⁻⁶ base units, net and gross in 元, cost in 分.
 */
export const SOLD_LINES = `
  select d.id as doc_id, d.party_id, l.item_id, s.sign * l.base_qty as qty, s.sign * (l.data->>'net')::numeric as net, s.sign * (l.data->>'gross')::numeric as gross,
    coalesce((select -sum(m.cost) from books.stock_line m where m.org_id = d.org_id and m.doc_id = d.id and m.line_no = l.line_no), case when d.type = 'drop-shipment' then (l.data->>'cost')::numeric * 100 end, 0) as cost
  from books.document d
  join (values ('sales-delivery', 1), ('retail-sale', 1), ('drop-shipment', 1), ('sales-return', -1)) as s(type, sign) on s.type = d.type
  join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  where d.org_id = books.org() and d.state in ('posted', 'reversed') and d.day >= coalesce($1::date, '1900-01-01') and d.day <= coalesce($2::date, '2999-12-31') and ($3::uuid is null or d.warehouse_id = $3::uuid)`;

/** Net, cost and margin of a group, as decimal text in 元. */
export const MARGIN_COLUMNS = `
  sum(x.net)::numeric(20, 2)::text as net, sum(x.gross)::numeric(20, 2)::text as gross, (sum(x.cost) / 100.0)::numeric(20, 2)::text as cost,
  (sum(x.net) - sum(x.cost) / 100.0)::numeric(20, 2)::text as margin,
  case when sum(x.net) > 0 then round((sum(x.net) - sum(x.cost) / 100.0) / sum(x.net), 4)::text end as rate`;
