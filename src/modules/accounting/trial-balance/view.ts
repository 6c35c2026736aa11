// 试算平衡表: opening, turnover and closing of every account, before or after income and expense went into 本年利润; its last row must balance three times.
import { defineView } from '#kernel/view';
import { above, below, yuan } from '../figures.ts';
import { transferLines } from '../statements/ledger-sql.ts';

export const trialBalance = defineView({
  name: 'trial-balance',
  zh: '试算平衡表',
  right: 'ledger.view',
  parameters: [
    { key: 'from', zh: '从期间', kind: 'period', required: true },
    { key: 'to', zh: '到期间', kind: 'period', required: true },
    {
      key: 'stage',
      zh: '口径',
      kind: 'choice',
      choices: [
        { value: 'after', zh: '结转后' },
        { value: 'before', zh: '结转前' },
      ],
    },
    {
      key: 'detail',
      zh: '科目',
      kind: 'choice',
      choices: [
        { value: 'top', zh: '一级科目' },
        { value: 'leaf', zh: '明细科目' },
      ],
    },
  ],
  columns: [
    { key: 'code', zh: '科目编码', kind: 'link', width: 110, href: '/views/account-ledger?account={code}&from={from}&to={to}' },
    { key: 'name', zh: '科目名称', kind: 'text', width: 220 },
    { key: 'openDebit', zh: '期初借方', kind: 'money' },
    { key: 'openCredit', zh: '期初贷方', kind: 'money' },
    { key: 'debit', zh: '本期借方', kind: 'money' },
    { key: 'credit', zh: '本期贷方', kind: 'money' },
    { key: 'closeDebit', zh: '期末借方', kind: 'money' },
    { key: 'closeCredit', zh: '期末贷方', kind: 'money' },
  ],
  // “Before” leaves the 结转损益单 of the span itself out; what earlier months transferred stays, or opening figures would not be what they were.
  sql: `
    with moved as (
      select account, period, debit, credit from books.account_balance where org_id = books.org() and period <= $2::int
      union all select account, period, -debit, -credit from (${transferLines('$1::int', '$2::int')}) t where $3::text = 'before'),
    sums as (
      select case when $4::text = 'leaf' then account else left(account, 4) end as code,
        coalesce(sum(debit - credit) filter (where period < $1::int), 0) as opening, coalesce(sum(debit) filter (where period >= $1::int), 0) as debit, coalesce(sum(credit) filter (where period >= $1::int), 0) as credit
      from moved group by 1),
    rows as (
      select s.code, a.name, ${above('opening')} as "openDebit", ${below('opening')} as "openCredit", ${yuan('debit')} as debit, ${yuan('credit')} as credit,
        ${above('opening + debit - credit')} as "closeDebit", ${below('opening + debit - credit')} as "closeCredit", 0 as last
      from sums s left join books.record a on a.org_id = books.org() and a.type = 'account' and a.code = s.code where opening <> 0 or debit <> 0 or credit <> 0
      union all
      select '', case when sum(opening) = 0 and sum(debit) = sum(credit) then '合计（平衡）' else '合计（不平衡！）' end, ${yuan('sum(greatest(opening, 0))')}, ${yuan('sum(greatest(-opening, 0))')},
        ${yuan('sum(debit)')}, ${yuan('sum(credit)')}, ${yuan('sum(greatest(opening + debit - credit, 0))')}, ${yuan('sum(greatest(credit - debit - opening, 0))')}, 1
      from sums having count(*) > 0)
    select code, name, "openDebit", "openCredit", debit, credit, "closeDebit", "closeCredit", $1::text as "from", $2::text as "to" from rows order by last, code limit $5 offset $6`,
  empty: '这段期间没有发生额，也没有余额。',
});
