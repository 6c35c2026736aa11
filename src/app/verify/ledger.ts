// 总账: vouchers balance and are whole, balances are sums of their lines, and stock accounts say what the stock ledger says.
import { BOOKED, type CompanyCheck } from './check.ts';

/** Debit and credit turnover side by side. */
const SIDES = `cross join lateral (values ('借方发生额', coalesce(l.debit, 0), coalesce(b.debit, 0)), ('贷方发生额', coalesce(l.credit, 0), coalesce(b.credit, 0))) v(what, should, found)`;

export const LEDGER: readonly CompanyCheck[] = [
  {
    name: 'voucher-balanced',
    zh: '每张凭证借贷相等',
    group: 'ledger',
    cure: '打开凭证核对分录；若分录与单据不符，以单据为准红冲重做',
    count: 'select count(*) as n from books.voucher',
    wrong: `select voucher_id as voucher, '借方合计' as what, sum(credit)::text as should, sum(debit)::text as found, 'fen' as unit from books.voucher_line group by 1 having sum(debit) <> sum(credit)`,
  },
  {
    name: 'voucher-lines',
    zh: '凭证都有分录，分录都有凭证，行号连续，每行一方有数',
    group: 'ledger',
    cure: '分录或凭证被删除过：从备份核对该凭证号，再以红字、蓝字单据更正',
    count: 'select count(*) as n from books.voucher_line',
    wrong: `select coalesce(v.id, l.voucher_id) as voucher, case when v.id is null then l.words end as label,
        case when v.id is null then '凭证' when l.voucher_id is null then '分录' when l.n <> l.top then '分录行数' else '只有一方有数的分录' end as what,
        case when v.id is null or l.voucher_id is null then '有' when l.n <> l.top then l.top::text else l.n::text end as should,
        case when v.id is null or l.voucher_id is null then '无' when l.n <> l.top then l.n::text else (l.n - l.bad)::text end as found
      from books.voucher v full join (
        select org_id, voucher_id, count(*) as n, max(line_no) as top, min(summary) as words, count(*) filter (where (debit = 0) = (credit = 0)) as bad from books.voucher_line group by 1, 2) l
      on l.org_id = v.org_id and l.voucher_id = v.id where v.id is null or l.voucher_id is null or l.n <> l.top or l.bad > 0`,
  },
  {
    name: 'voucher-documents',
    zh: '每张凭证属于一张已审核单据，日期与期间一致',
    group: 'ledger',
    cure: '凭证与单据的联系被改动过：核对单据，必要时红冲重做',
    count: 'select count(*) as n from books.voucher',
    wrong: `select v.id as voucher, v.doc_id as doc, case when d.id is null then '单据' when d.state not in ${BOOKED} then '单据状态' else '日期' end as what,
        case when d.id is null then '有' when d.state not in ${BOOKED} then '已审核' else d.day || ' / ' || d.period end as should, case when d.id is null then '无' when d.state not in ${BOOKED} then d.state else v.day || ' / ' || v.period end as found
      from books.voucher v left join books.document d on d.org_id = v.org_id and d.id = v.doc_id where d.id is null or d.state not in ${BOOKED} or d.day <> v.day or d.period <> v.period
      union all select v.id, v.doc_id, '分录日期', v.day || ' / ' || v.period, min(l.day) || ' / ' || min(l.period) from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id
      where l.day <> v.day or l.period <> v.period group by v.id, v.doc_id, v.day, v.period`,
  },
  {
    name: 'period-balanced',
    zh: '每个期间试算平衡',
    group: 'ledger',
    cure: '看“科目余额 = 凭证分录合计”一项指出的科目',
    count: 'select count(distinct period) as n from books.account_balance',
    wrong: `select period, '借方合计' as what, sum(credit)::text as should, sum(debit)::text as found, 'fen' as unit from books.account_balance group by 1 having sum(debit) <> sum(credit)`,
  },
  {
    name: 'account-balances',
    zh: '科目余额 = 凭证分录合计（按科目、期间）',
    group: 'ledger',
    cure: '打开该科目明细账，逐笔与凭证核对；分录为准，余额由分录重算',
    count: 'select count(*) as n from books.account_balance',
    wrong: `select coalesce(b.account, l.account) as account, coalesce(b.period, l.period) as period, v.what, v.should::text, v.found::text, 'fen' as unit
      from books.account_balance b full join (select period, account, sum(debit) as debit, sum(credit) as credit from books.voucher_line group by 1, 2) l using (period, account) ${SIDES} where v.should <> v.found`,
  },
  {
    name: 'accounts-known',
    zh: '用到的科目都在科目表里',
    group: 'ledger',
    cure: '在科目表补上该科目，或更正用错科目的单据',
    count: `select count(*) as n from (select account from books.account_balance union select account from books.stock_line union select account from books.open_item union select account from books.account_role) x`,
    wrong: `select x.account, x.used as what, '科目表中有' as should, '没有' as found from (
        select distinct account, '科目余额' as used from books.account_balance union select distinct account, '库存流水' from books.stock_line union select distinct account, '往来' from books.open_item
        union select account, '科目角色 ' || role from books.account_role) x
      where not exists (select from books.record r where r.org_id = books.org() and r.type = 'account' and r.code = x.account)`,
  },
  {
    name: 'stock-vouchers',
    zh: '每张单据的库存金额 = 它的凭证上的存货金额',
    group: 'ledger',
    cure: '该单据的库存流水与凭证不一致：红冲后重做',
    count: 'select count(distinct doc_id) as n from books.stock_line',
    wrong: `with s as (select doc_id, account, sum(cost) as value from books.stock_line group by 1, 2), g as (
        select v.doc_id, l.account, sum(l.debit - l.credit) as value from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id where l.account in (select account from s) group by 1, 2)
      select coalesce(s.doc_id, g.doc_id) as doc, coalesce(s.account, g.account) as account, '凭证上的存货金额' as what, coalesce(s.value, 0)::text as should, coalesce(g.value, 0)::text as found, 'fen' as unit
      from s full join g using (doc_id, account) where coalesce(s.value, 0) <> coalesce(g.value, 0)`,
  },
  {
    name: 'stock-equals-ledger',
    zh: '库存金额 = 总账存货（按科目、期间）',
    group: 'ledger',
    cure: '看“每张单据的库存金额 = 它的凭证上的存货金额”一项指出的单据',
    count: 'select count(*) as n from (select 1 from books.stock_line group by account, period) x',
    wrong: `with s as (select account, period, sum(cost) as value from books.stock_line group by 1, 2), b as (
        select account, period, debit - credit as value from books.account_balance where account in (select account from s union select r.data->>'inventoryAccount' from books.record r where r.type = 'item-category'))
      select coalesce(s.account, b.account) as account, coalesce(s.period, b.period) as period, '总账本期存货增减' as what, coalesce(s.value, 0)::text as should, coalesce(b.value, 0)::text as found, 'fen' as unit
      from s full join b using (account, period) where coalesce(s.value, 0) <> coalesce(b.value, 0)`,
  },
];
