// 单据: states, sources, running figures and red twins agree with each other, and drafts have booked nothing.
import type { HouseCatalog } from '../house.ts';
import { BOOKED, type CompanyCheck } from './check.ts';

/** Which pull counts as which running figure: [type of the puller, type of the source, name of the figure]. */
const rulesOf = (catalog: HouseCatalog): readonly unknown[] => [
  JSON.stringify(catalog.documents.flatMap((d) => d.sources.map((s) => ({ puller: d.type, source: s.type, kind: s.progress })))),
];
/** What posted documents have pulled from each source line; red twins count negative. */
const PULLED = `select l.source_doc as doc_id, l.source_line as line_no, r.kind, sum(coalesce(l.base_qty, 0)) as qty, sum(coalesce(l.amount, 0)) as amount
  from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id join books.document s on s.org_id = l.org_id and s.id = l.source_doc
  join jsonb_to_recordset($1::jsonb) as r(puller text, source text, kind text) on r.puller = d.type and r.source = s.type
  where l.source_doc is not null and d.state in ${BOOKED} group by 1, 2, 3`;
/** What a document and its red twin net to, by everything that should cancel. */
const NETS = `
  select 'stock' as part, t.pair, s.item_id, null::text as account, sum(s.qty) as qty, sum(s.cost) as fen from twins t join books.stock_line s on s.doc_id = t.doc_id group by t.pair, s.item_id, s.lot_id, s.warehouse_id, s.bin_id, s.place, s.account
  union all select 'voucher', t.pair, null, l.account, 0, sum(l.debit - l.credit) from twins t join books.voucher v on v.doc_id = t.doc_id join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id group by t.pair, l.account, l.party_id, l.wallet_id, l.department_id, l.project_id, l.employee_id
  union all select 'open', t.pair, null, o.account, 0, sum(o.amount - o.settled) from twins t join books.open_item o on o.doc_id = t.doc_id group by t.pair, o.account, o.party_id
  union all select 'settled', t.pair, null, null, 0, sum(s.amount) from twins t join books.settlement s on s.doc_id = t.doc_id join books.open_item o on o.id = s.open_item and o.doc_id not in (select doc_id from twins) group by t.pair, s.open_item`;

export const DOCUMENTS: readonly CompanyCheck[] = [
  {
    name: 'document-states',
    zh: '单据状态、日期与期间相符，已审核单据有审核人和时间',
    group: 'documents',
    cure: '单据被直接改动过：从备份核对',
    count: 'select count(*) as n from books.document',
    wrong: `select d.id as doc, v.what, v.should, v.found from books.document d left join books.document r on r.org_id = d.org_id and r.id = d.reversed_by left join books.document o on o.org_id = d.org_id and o.id = d.reverses
      cross join lateral (values ('期间', to_char(d.day, 'YYYYMM'), d.period::text, to_char(d.day, 'YYYYMM')::int <> d.period),
        ('审核人', '有', '无', d.state in ${BOOKED} and (d.approver_id is null or d.approved_at is null)),
        ('状态', '未审核', d.state, d.state not in ${BOOKED} and d.approved_at is not null),
        ('红字单据', '有', '无', d.state = 'reversed' and r.reverses is distinct from d.id),
        ('状态', '已红冲', d.state, d.state <> 'reversed' and d.reversed_by is not null),
        ('原单据', '已红冲', coalesce(o.state, '无'), d.reverses is not null and (o.state is distinct from 'reversed' or o.reversed_by is distinct from d.id))) v(what, should, found, bad) where v.bad`,
  },
  {
    name: 'drafts-book-nothing',
    zh: '未审核、已作废的单据没有入账',
    group: 'documents',
    cure: '核对该单据：应审核的补审核，不应入账的由管理员从备份核对',
    count: `select count(*) as n from books.document where state not in ${BOOKED}`,
    wrong: `select d.id as doc, v.what, '无' as should, '有' as found from books.document d cross join lateral (values
        ('库存流水', exists (select from books.stock_line s where s.org_id = d.org_id and s.doc_id = d.id)), ('凭证', exists (select from books.voucher v where v.org_id = d.org_id and v.doc_id = d.id)),
        ('往来', exists (select from books.open_item o where o.org_id = d.org_id and o.doc_id = d.id)), ('核销', exists (select from books.settlement s where s.org_id = d.org_id and s.doc_id = d.id))) v(what, bad)
      where d.state not in ${BOOKED} and v.bad`,
  },
  {
    name: 'document-lines',
    zh: '每个单据行属于一张单据，来源行存在且已审核',
    group: 'documents',
    cure: '单据行或来源被改动过：从备份核对',
    count: 'select count(*) as n from books.document_line',
    wrong: `select l.doc_id as doc, l.line_no as line, case when d.id is null then '单据' when s.id is null then '来源单据' when sl.line_no is null then '来源行' else '来源单据的状态' end as what,
        case when d.id is not null and sl.line_no is not null then '已审核' else '有' end as should, case when d.id is not null and sl.line_no is not null then s.state else '无' end as found
      from books.document_line l left join books.document d on d.org_id = l.org_id and d.id = l.doc_id left join books.document s on s.org_id = l.org_id and s.id = l.source_doc left join books.document_line sl on sl.org_id = l.org_id and sl.doc_id = l.source_doc and sl.line_no = l.source_line
      where d.id is null or (l.source_doc is not null and d.state in ${BOOKED} and (s.id is null or sl.line_no is null or s.state not in ${BOOKED}))`,
  },
  {
    name: 'progress',
    zh: '执行进度 = 下游单据合计',
    group: 'documents',
    cure: '打开该单据的“单据链”核对下游单据；下游单据为准',
    count: 'select count(*) as n from books.progress',
    args: rulesOf,
    wrong: `select coalesce(p.doc_id, x.doc_id) as doc, coalesce(p.line_no, x.line_no) as line, v.what || '（' || coalesce(p.kind, x.kind) || '）' as what, v.should::text, v.found::text, v.unit from books.progress p full join (${PULLED}) x using (doc_id, line_no, kind)
      cross join lateral (values ('已执行数量', coalesce(x.qty, 0), coalesce(p.qty, 0), 'qty'), ('已执行金额', coalesce(x.amount, 0), coalesce(p.amount, 0), 'fen')) v(what, should, found, unit) where v.should <> v.found`,
  },
  {
    name: 'red-documents',
    zh: '红字单据与原单据相抵为零（库存、凭证、往来、核销）',
    group: 'documents',
    cure: '核对这两张单据；少冲的部分以新的红字单据补冲',
    count: 'select count(*) as n from books.document where reverses is not null',
    wrong: `with twins as (select id as doc_id, id as pair from books.document where reverses is not null union all select reverses, id from books.document where reverses is not null)
      select x.pair as doc, x.item_id as item, x.account, v.what, '0' as should, v.found::text, v.unit from (${NETS}) x
      cross join lateral (values ('与原单据相抵后的库存数量', x.qty, 'qty'), (case x.part when 'stock' then '与原单据相抵后的库存金额' when 'voucher' then '与原单据相抵后的凭证金额' when 'open' then '与原单据相抵后的往来' else '与原单据相抵后的核销' end, x.fen, 'fen')) v(what, found, unit) where v.found <> 0`,
  },
];
