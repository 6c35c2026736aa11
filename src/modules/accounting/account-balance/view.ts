// 科目余额表: opening, turnover and closing of every account and its parents, from the running balances (never from single vouchers).
import { defineView } from '#kernel/view';
import { above, below, yuan } from '../figures.ts';

const FIGURES = `${above('opening')} as "openDebit", ${below('opening')} as "openCredit", ${yuan('debit')} as debit, ${yuan('credit')} as credit, ${above('opening + debit - credit')} as "closeDebit", ${below('opening + debit - credit')} as "closeCredit"`;

export const accountBalance = defineView({
  name: 'account-balance',
  zh: '科目余额表',
  right: 'ledger.view',
  parameters: [
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
    { key: 'level', zh: '科目级次', kind: 'int' },
    { key: 'account', zh: '科目编码', kind: 'text' },
  ],
  columns: [
    { key: 'code', zh: '科目编码', kind: 'link', width: 120, href: '/views/account-ledger?account={code}&from={from}&to={to}' },
    { key: 'name', zh: '科目名称', kind: 'text', width: 220 },
    { key: 'level', zh: '级次', kind: 'int', width: 56 },
    { key: 'openDebit', zh: '期初借方', kind: 'money' },
    { key: 'openCredit', zh: '期初贷方', kind: 'money' },
    { key: 'debit', zh: '本期借方', kind: 'money' },
    { key: 'credit', zh: '本期贷方', kind: 'money' },
    { key: 'closeDebit', zh: '期末借方', kind: 'money' },
    { key: 'closeCredit', zh: '期末贷方', kind: 'money' },
  ],
  // The last row adds up the first level, so it is right at any level shown. $4 narrows to one account and those below it.
  sql: `
    with acc as (select code, name from books.record where org_id = books.org() and type = 'account'),
    sums as (
      select account, coalesce(sum(debit - credit) filter (where period < $1::int), 0) as opening, coalesce(sum(debit) filter (where period >= $1::int), 0) as debit, coalesce(sum(credit) filter (where period >= $1::int), 0) as credit
      from books.account_balance where org_id = books.org() and period <= $2::int group by account),
    tree as (
      select a.code, a.name, (select count(*) from acc p where left(a.code, length(p.code)) = p.code)::int as level, sum(s.opening) as opening, sum(s.debit) as debit, sum(s.credit) as credit
      from acc a join sums s on left(s.account, length(a.code)) = a.code group by a.code, a.name),
    rows as (
      select code, name, level, ${FIGURES}, 0 as last from tree
      where level <= coalesce($3::int, 9) and ($4::text is null or left(code, length($4::text)) = $4::text) and (opening <> 0 or debit <> 0 or credit <> 0)
      union all
      select '', '合计', null, ${yuan('sum(greatest(opening, 0))')}, ${yuan('sum(greatest(-opening, 0))')}, ${yuan('sum(debit)')}, ${yuan('sum(credit)')}, ${yuan('sum(greatest(opening + debit - credit, 0))')}, ${yuan('sum(greatest(credit - debit - opening, 0))')}, 1
      from tree where level = 1 and $4::text is null having count(*) > 0)
    select code, name, level, "openDebit", "openCredit", debit, credit, "closeDebit", "closeCredit", $1::text as "from", $2::text as "to" from rows order by last, code limit $5 offset $6`,
  empty: '这段期间没有发生额，也没有余额。',
});
