// 往来: what parties owe agrees with the ledger, matches agree with what they match, and 暂估 clears when the bill comes.
import { BOOKED, type CompanyCheck } from './check.ts';

export const PARTIES: readonly CompanyCheck[] = [
  {
    name: 'open-items',
    zh: '往来已核销 = 核销记录合计，且不超过原额',
    group: 'parties',
    cure: '打开该单据核对收付款；核销记录为准',
    count: 'select count(*) as n from books.open_item',
    wrong: `select o.doc_id as doc, o.party_id as party, '已核销' as what, coalesce(s.amount, 0)::text as should, o.settled::text as found, 'fen' as unit
      from books.open_item o left join (select open_item, sum(amount) as amount from books.settlement group by 1) s on s.open_item = o.id where o.settled <> coalesce(s.amount, 0)
      union all select doc_id, party_id, '已核销', amount::text, settled::text, 'fen' from books.open_item where abs(settled) > abs(amount) or settled * sign(amount) < 0`,
  },
  {
    name: 'open-item-documents',
    zh: '往来与核销都属于已审核单据',
    group: 'parties',
    cure: '单据或往来被改动过：从备份核对',
    count: 'select (select count(*) from books.open_item) + (select count(*) from books.settlement) as n',
    wrong: `select x.doc_id as doc, x.party_id as party, x.used || case when d.id is null then '所属单据' when x.orphan then '所核销的往来' else '所属单据的状态' end as what, case when d.id is null or x.orphan then '有' else '已审核' end as should, case when d.id is null or x.orphan then '无' else d.state end as found
      from (select org_id, doc_id, party_id, '往来' as used, false as orphan from books.open_item
        union all select s.org_id, s.doc_id, o.party_id, '核销', o.id is null from books.settlement s left join books.open_item o on o.org_id = s.org_id and o.id = s.open_item) x
      left join books.document d on d.org_id = x.org_id and d.id = x.doc_id where d.id is null or d.state not in ${BOOKED} or x.orphan`,
  },
  {
    name: 'receivables-equal-ledger',
    zh: '应收应付未核销 = 总账余额（按科目、往来单位）',
    group: 'parties',
    cure: '打开该往来单位的对账单与明细账逐笔核对',
    count: 'select count(*) as n from (select 1 from books.open_item group by account, party_id) x',
    // Accounts that only documents may post to count whole; on others (预付、预收) people may book by hand, and what they book there stands in no open item.
    wrong: `with o as (select account, party_id, sum(case side when 'receivable' then amount - settled else settled - amount end) as net from books.open_item group by 1, 2),
      held as (select distinct o.account, coalesce((r.data->>'controlled')::boolean, false) as whole from o left join books.record r on r.org_id = books.org() and r.type = 'account' and r.code = o.account),
      g as (select l.account, l.party_id, sum(l.debit - l.credit) as net from books.voucher_line l join held h on h.account = l.account join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id
        where h.whole or exists (select from books.open_item i where i.org_id = v.org_id and i.doc_id = v.doc_id) or exists (select from books.settlement s where s.org_id = v.org_id and s.doc_id = v.doc_id) group by 1, 2)
      select coalesce(o.account, g.account) as account, coalesce(o.party_id, g.party_id) as party, '总账余额（借方为正）' as what, coalesce(o.net, 0)::text as should, coalesce(g.net, 0)::text as found, 'fen' as unit
      from o full join g on g.account = o.account and coalesce(g.party_id, books.nil()) = coalesce(o.party_id, books.nil()) where coalesce(o.net, 0) <> coalesce(g.net, 0)`,
  },
  {
    name: 'estimates-clear',
    zh: '暂估余额 = 未到票的入库（按供应商）',
    group: 'parties',
    cure: '看“暂估应付”查询里该供应商的入库单与发票，差额以采购发票或红字单据更正',
    count: `select count(*) as n from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id where d.type in ('goods-receipt', 'goods-return') and d.state in ${BOOKED}`,
    // A receipt line is a stretch of base_qty units; bills, and returns before the bill, use it up from the front: what is left is still estimated.
    // What 月初回冲 took back stands on another account until the bill comes. A return without a receipt waits for its red bill in the same way. Red twins count negative. A bill taken back in the middle may leave one 分 of rounding.
    wrong: `with d as (select id, type, party_id, reverses is not null or reversed_by is not null as paired from books.document where type in ('goods-receipt', 'goods-return') and state in ${BOOKED}),
      lines as (select d.party_id, case d.type when 'goods-receipt' then 1 else -1 end * round((l.data->>case o.vat when 'general' then 'net' else 'gross' end)::numeric * 100) as cost, abs(l.base_qty) as whole,
          case when d.paired then 0 else coalesce(billed.qty, 0) + least(coalesce(back.qty, 0), abs(l.base_qty) - coalesce(billed.qty, 0)) end as used, coalesce(taken.qty, 0) > 0 as taken
        from d join books.document_line l on l.org_id = books.org() and l.doc_id = d.id join books.org_node o on o.id = books.org()
        left join books.progress billed on billed.org_id = l.org_id and billed.doc_id = l.doc_id and billed.line_no = l.line_no and billed.kind = 'invoiced'
        left join books.progress back on back.org_id = l.org_id and back.doc_id = l.doc_id and back.line_no = l.line_no and back.kind = 'returned'
        left join books.progress taken on taken.org_id = l.org_id and taken.doc_id = l.doc_id and taken.line_no = l.line_no and taken.kind = 'taken-back'
        where d.type = 'goods-receipt' or l.source_doc is null),
      open as (select party_id, sum(case when taken then 0 else cost - case when whole = 0 then 0 else sign(cost) * floor(abs(cost) * used / whole + 0.5) end end) as net from lines group by 1),
      slack as (select party_id, count(*) as n from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id where d.type in ('purchase-invoice', 'goods-return') and d.reverses is not null group by 1),
      ledger as (select l.party_id, sum(l.credit - l.debit) as net from books.voucher_line l join books.account_role r on r.org_id = l.org_id and r.role = 'ap.estimated' and r.account = l.account group by 1)
      select coalesce(o.party_id, g.party_id) as party, '暂估应付余额' as what, round(coalesce(o.net, 0))::text as should, coalesce(g.net, 0)::text as found, 'fen' as unit
      from open o full join ledger g using (party_id) left join slack s using (party_id) where abs(coalesce(o.net, 0) - coalesce(g.net, 0)) > coalesce(s.n, 0)`,
  },
  {
    name: 'open-orders',
    zh: '未交订单金额（信用占用）= 订单行的未交部分',
    group: 'parties',
    cure: '打开该订单核对；反关闭或关闭一次即重算',
    count: 'select count(*) as n from books.open_order',
    args: (catalog) => [
      JSON.stringify([...new Set(catalog.documents.flatMap((d) => (d.needs.credit ? [JSON.stringify(d.needs.credit)] : [])))].map((c) => JSON.parse(c) as unknown)),
    ],
    // Rounded line by line as books.reckon_orders() does.
    wrong: `with k as (select distinct "order", until from jsonb_to_recordset($1::jsonb) as x("order" text, until text)), x as (
        select d.id as doc_id, d.party_id, sum(l.amount - coalesce(round(l.amount * least(coalesce(p.qty, 0), l.base_qty)::numeric / nullif(l.base_qty, 0)), 0)) as amount
        from k join books.document d on d.type = k."order" join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id left join books.progress p on p.org_id = l.org_id and p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = k.until
        where d.state = 'posted' and d.reverses is null and d.party_id is not null group by 1, 2 having sum(l.amount - coalesce(round(l.amount * least(coalesce(p.qty, 0), l.base_qty)::numeric / nullif(l.base_qty, 0)), 0)) > 0)
      select coalesce(o.doc_id, x.doc_id) as doc, coalesce(o.party_id, x.party_id) as party, '未交金额' as what, coalesce(x.amount, 0)::text as should, coalesce(o.amount, 0)::text as found, 'fen' as unit
      from books.open_order o full join x using (doc_id, party_id) where coalesce(o.amount, 0) <> coalesce(x.amount, 0)`,
  },
  {
    name: 'claims',
    zh: '发票号码等唯一名称属于有效单据（防重复入账）',
    group: 'parties',
    cure: '该号码被一张已无效的单据占着：核对发票后由管理员释放',
    count: 'select count(*) as n from books.claim',
    wrong: `select c.doc_id as doc, c.claim as label, case when d.id is null then '单据' else '单据状态' end as what, case when d.id is null then '有' else '已审核且未红冲' end as should, case when d.id is null then '无' when d.reversed_by is not null then 'reversed' else d.state end as found
      from books.claim c left join books.document d on d.org_id = c.org_id and d.id = c.doc_id where d.id is null or d.state not in ('posted', 'closed') or d.reversed_by is not null`,
  },
];
