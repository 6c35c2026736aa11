// 编号与期间: numbers run 1, 2, 3 … per type, period and company; periods close in order and take nothing after they closed.
import { BOOKED, type CompanyCheck } from './check.ts';

/**
 * Gaps, doubles and a counter that disagrees. `n` are the numbers there are (kind, period, serial, id), `c` the counters; `zh` says in SQL what a
 * person calls the kind in a row of the named alias.
 */
const gaps = (id: 'doc' | 'voucher', zh: (alias: string) => string): string => `
  select null::uuid as ${id}, ${zh('x')} || ' ' || x.period || ' 期 ' || case when x.serial - 1 = x.before + 1 then (x.before + 1)::text else (x.before + 1) || '–' || (x.serial - 1) end || ' 号' as label, '编号' as what, '有' as should, '缺号' as found
    from (select kind, period, serial, lag(serial, 1, 0) over (partition by kind, period order by serial) as before from n) x where x.serial > x.before + 1
  union all select x.id, ${zh('x')} || ' ' || x.period || ' 期 ' || x.serial || ' 号', '编号', '1 张', x.n || ' 张' from (select kind, period, serial, (array_agg(id))[1] as id, count(*) as n from n group by 1, 2, 3) x where x.n > 1
  union all select null, ${zh('x')} || ' ' || x.period || ' 期', '最后一号', coalesce(x.last::text, '无'), coalesce(x.top::text, '无') from (
    select coalesce(c.kind, m.kind) as kind, coalesce(c.period, m.period) as period, c.last, m.top from c full join (select kind, period, max(serial) as top from n group by 1, 2) m using (kind, period)) x where x.last is distinct from x.top`;
const DOCUMENT_ZH = (alias: string): string => `coalesce((select z.zh from jsonb_to_recordset($1::jsonb) as z(kind text, zh text) where z.kind = ${alias}.kind), ${alias}.kind)`;

export const NUMBERS: readonly CompanyCheck[] = [
  {
    name: 'document-numbers',
    zh: '单据编号连续，无断号、重号（按类型、期间）',
    group: 'numbers',
    cure: '从备份找回缺号的单据；重号的查明哪一张是后改的',
    count: 'select count(*) as n from books.document',
    args: (catalog) => [JSON.stringify(catalog.documents.map((d) => ({ kind: d.type, zh: d.zh })))],
    wrong: `with n as (select type as kind, split_part(number, '-', 2)::int as period, split_part(number, '-', 3)::int as serial, id from books.document where number ~ '^[^-]+-[0-9]{6}-[0-9]{1,9}$'), c as (select kind, period, last from books.counter where kind not like 'voucher:%')
      ${gaps('doc', DOCUMENT_ZH)}
      union all select id, null, '编号', '前缀-期间-顺序号', number from books.document where number is null or number !~ '^[^-]+-[0-9]{6}-[0-9]{1,9}$'`,
  },
  {
    name: 'voucher-numbers',
    zh: '凭证编号连续，无断号、重号（按字、期间）',
    group: 'numbers',
    cure: '从备份找回缺号的凭证；它的单据看“每张单据的库存金额 = 它的凭证上的存货金额”等项',
    count: 'select count(*) as n from books.voucher',
    wrong: `with n as (select word as kind, period, serial, id from books.voucher), c as (select substr(kind, 9) as kind, period, last from books.counter where kind like 'voucher:%') ${gaps('voucher', (alias) => `'凭证 ' || ${alias}.kind`)}`,
  },
];

export const PERIODS: readonly CompanyCheck[] = [
  {
    name: 'periods-in-order',
    zh: '期间连续，按先后结账',
    group: 'periods',
    cure: '反结账较晚的期间，再按先后结账',
    count: 'select count(*) as n from books.period',
    wrong: `select period, '状态' as what, '较早的期间先结账' as should, state as found from (select period, state, bool_or(state <> 'closed') over (order by period rows between unbounded preceding and 1 preceding) as open_before from books.period) x where state = 'closed' and open_before
      union all select period, '上一期间', '紧接', before::text from (select period, lag(period) over (order by period) as before from books.period) y where before is not null and period <> case when before % 100 = 12 then before + 89 else before + 1 end`,
  },
  {
    name: 'periods-known',
    zh: '凭证、库存流水与余额都在已启用的期间内',
    group: 'periods',
    cure: '核对该期间的单据日期',
    count: 'select count(*) as n from (select period from books.account_balance union select period from books.voucher union select period from books.stock_line) x',
    wrong: `select x.period, x.used as what, '已启用的期间' as should, '未启用' as found from (
        select distinct period, '科目余额' as used from books.account_balance union select distinct period, '凭证' from books.voucher union select distinct period, '库存流水' from books.stock_line) x where not exists (select from books.period p where p.org_id = books.org() and p.period = x.period)`,
  },
  {
    name: 'closed-is-closed',
    zh: '已结账的期间此后没有入账',
    group: 'periods',
    cure: '反结账，红冲结账后入账的单据，再在开放期间重做',
    count: `select count(*) as n from books.document d join books.period p on p.org_id = d.org_id and p.period = d.period where p.state = 'closed' and d.state in ${BOOKED}`,
    wrong: `select d.id as doc, '审核时间' as what, '不晚于结账 ' || to_char(p.changed_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as should, to_char(d.approved_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as found
      from books.document d join books.period p on p.org_id = d.org_id and p.period = d.period where p.state = 'closed' and d.state in ${BOOKED} and d.approved_at > p.changed_at`,
  },
];
