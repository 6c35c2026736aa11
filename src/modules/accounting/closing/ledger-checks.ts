// The part of the check list that reads the general ledger: it balances, equals the stock, has no suspense, no cash below zero, and every account a line.
import { formatFen } from '#kernel/decimal';
import { STATEMENTS } from '../statements/forms.ts';
import { balanceSheet, incomeStatement } from '../statements/assemble.ts';
import { readBalances } from '../statements/read.ts';
import { spansOf } from '../statements/span.ts';
import { STOCK_AND_LEDGER } from '../period/close.ts';
import type { Standard } from '#kernel/facts';
import { type Ask, type Finding, found } from './step.ts';

type CloseCheck = (ask: Ask) => Promise<Finding>;

const trial: CloseCheck = async ({ snapshot, period }) => {
  const [row] = await snapshot.query<{ debit: string; credit: string }>(
    `select coalesce(sum(debit), 0)::text as debit, coalesce(sum(credit), 0)::text as credit from books.account_balance where org_id = books.org() and period = $1::int`,
    [period],
  );
  const [debit, credit] = [BigInt(row?.debit ?? '0'), BigInt(row?.credit ?? '0')];
  return found('trial', '试算平衡', {
    tone: debit === credit ? 'ok' : 'block',
    said: debit === credit ? `借贷发生额各 ${formatFen(debit)}` : `借方 ${formatFen(debit)}，贷方 ${formatFen(credit)}，相差 ${formatFen(debit - credit)}，请运行体检`,
    href: `/views/trial-balance?from=${period}&to=${period}`,
  });
};

const stockEqualsLedger: CloseCheck = async ({ snapshot }) => {
  const [row] = await snapshot.query<{ stock: string; ledger: string }>(STOCK_AND_LEDGER);
  const [stock, ledger] = [BigInt(row?.stock ?? '0'), BigInt(row?.ledger ?? '0')];
  return found('stock-equals-ledger', '库存与总账', {
    tone: stock === ledger ? 'ok' : 'block',
    said: stock === ledger ? `库存与总账都是 ${formatFen(stock)}` : `库存 ${formatFen(stock)}，总账 ${formatFen(ledger)}，相差 ${formatFen(stock - ledger)}，请运行体检`,
    href: '/views/stock-movement-summary',
  });
};

/** Balances of the accounts below some first-level ones. */
const balances = (ask: Ask, prefixes: readonly string[]): Promise<{ code: string; name: string; net: string }[]> =>
  ask.snapshot.query(
    `select b.account as code, coalesce(a.name, '') as name, sum(b.debit - b.credit)::text as net from books.account_balance b left join books.record a on a.org_id = b.org_id and a.type = 'account' and a.code = b.account
     where b.org_id = books.org() and b.period <= $1::int and left(b.account, 4) = any ($2::text[]) group by 1, 2 having sum(b.debit - b.credit) <> 0 order by 1`,
    [ask.period, prefixes],
  );
const ledgerHref = (code: string, period: number): string => `/views/account-ledger?account=${code}&from=${period}&to=${period}`;

/** 待处理财产损溢: to be settled before the year ends (小企业会计准则: 年末结账前处理完毕). */
const suspense: CloseCheck = async (ask) => {
  const rows = await balances(ask, ['1901']);
  const december = ask.period % 100 === 12;
  return found('suspense', '待处理财产损溢', {
    tone: rows.length === 0 ? 'ok' : december ? 'block' : 'warn',
    count: rows.length,
    said:
      rows.length === 0 ? '没有余额' : `${rows.map((r) => `${r.name} ${formatFen(BigInt(r.net))}`).join('、')} 未处理，${december ? '年末结账前须处理完毕' : '请查明原因后处理'}`,
    items: rows.map((r) => ({ text: `${r.code} ${r.name}`, href: ledgerHref(r.code, ask.period), note: formatFen(BigInt(r.net)) })),
  });
};

const cashBelowZero: CloseCheck = async (ask) => {
  const rows = (await balances(ask, ['1001', '1002', '1012'])).filter((r) => BigInt(r.net) < 0n);
  return found('cash', '货币资金', {
    tone: rows.length > 0 ? 'warn' : 'ok',
    count: rows.length,
    said: rows.length > 0 ? `${rows.map((r) => `${r.name} ${formatFen(BigInt(r.net))}`).join('、')}：余额为负，多半漏记了收款` : '现金和银行账户余额都不为负',
    items: rows.map((r) => ({ text: `${r.code} ${r.name}`, href: ledgerHref(r.code, ask.period), note: formatFen(BigInt(r.net)) })),
  });
};

const pendingTax: CloseCheck = async (ask) => {
  const rows = await ask.snapshot.query<{ role: string; account: string; net: string }>(
    `select r.role, r.account, coalesce(sum(b.debit - b.credit), 0)::text as net from books.account_role r left join books.account_balance b on b.org_id = r.org_id and b.account = r.account and b.period <= $1::int
     where r.org_id = books.org() and r.role in ('vat.inputPendingCertify', 'vat.outputPending') and (select vat from books.org_node where id = books.org()) = 'general' group by 1, 2`,
    [ask.period],
  );
  const net = (role: string): bigint => BigInt(rows.find((r) => r.role === role)?.net ?? '0');
  const [input, output] = [net('vat.inputPendingCertify'), -net('vat.outputPending')];
  const parts = [...(input === 0n ? [] : [`待认证进项税额 ${formatFen(input)}`]), ...(output === 0n ? [] : [`待转销项税额 ${formatFen(output)}（已发货未开票）`])];
  return found('pending-tax', '待认证、待转税额', {
    tone: parts.length > 0 ? 'info' : 'ok',
    count: parts.length,
    said: parts.length > 0 ? `${parts.join('，')}；本期要抵扣、要开票的请先处理` : '没有待认证进项和待转销项',
    items: rows.filter((r) => BigInt(r.net) !== 0n).map((r) => ({ text: r.account, href: ledgerHref(r.account, ask.period), note: formatFen(BigInt(r.net)) })),
  });
};

/** Expenses that came in each of the three months before and are missing now: usually rent, wages, depreciation somebody forgot. */
const recurring: CloseCheck = async (ask) => {
  const rows = await ask.snapshot.query<{ code: string; name: string; before: string }>(
    `with months as (select distinct period from books.period where org_id = books.org() and period < $1::int order by period desc limit 3),
     wages as (select code from books.record where org_id = books.org() and type = 'account' and left(code, 4) = '2211'),
     seen as (select b.account as code, b.period, case when w.code is null then b.debit else b.credit end as amount from books.account_balance b
       left join wages w on w.code = b.account join books.record a on a.org_id = b.org_id and a.type = 'account' and a.code = b.account
       where b.org_id = books.org() and (w.code is not null or (a.data->>'kind' = 'profit' and a.data->>'direction' = 'debit')) and (b.period = $1::int or b.period in (select period from months)))
     select s.code, a.name, (max(s.amount) filter (where s.period < $1::int))::text as before from seen s join books.record a on a.org_id = books.org() and a.type = 'account' and a.code = s.code
     where s.amount > 0 group by 1, 2 having count(distinct s.period) filter (where s.period < $1::int) = 3 and count(*) filter (where s.period = $1::int) = 0 order by 1`,
    [ask.period],
  );
  return found('recurring', '每月的费用', {
    tone: rows.length > 0 ? 'warn' : 'ok',
    count: rows.length,
    said: rows.length > 0 ? `前三个月都有、本月没有：${rows.map((r) => r.name).join('、')}，是否漏记？` : '没有发现漏记的费用',
    items: rows.map((r) => ({ text: `${r.code} ${r.name}`, href: ledgerHref(r.code, ask.period), note: `以前最多 ${formatFen(BigInt(r.before))}` })),
  });
};

/** Advances beside open bills of the same party: they could be matched. */
const matchable: CloseCheck = async ({ snapshot, day }) => {
  const rows = await snapshot.query<{ party: string; id: string; type: string; total: string }>(
    `select p.name as party, p.id, p.type, count(*) over ()::text as total from books.open_item i join books.record p on p.org_id = i.org_id and p.id = i.party_id
     where i.org_id = books.org() and i.amount <> i.settled and i.day <= $1::date group by p.name, p.id, p.type, i.side
     having sum(i.amount - i.settled) filter (where i.amount > 0) > 0 and sum(i.amount - i.settled) filter (where i.amount < 0) < 0 order by p.name limit 50`,
    [day],
  );
  const count = Number(rows[0]?.total ?? 0);
  return found('matchable', '往来核销', {
    tone: count > 0 ? 'info' : 'ok',
    count,
    said: count > 0 ? `${count} 个往来单位既有欠款又有预收、预付，可以核销` : '没有可以互相冲抵的往来',
    items: rows.map((r) => ({ text: r.party, href: `/views/open-items?${r.type}=${r.id}` })),
    href: '/documents/settlement-match/new',
  });
};

const mapped: CloseCheck = async ({ snapshot, period }) => {
  const [org] = await snapshot.query<{ standard: Standard }>('select standard from books.org_node where id = books.org()');
  const standard = org?.standard ?? 'ASSBE';
  const figures = await readBalances(snapshot, spansOf(period, 'month'));
  const sheets = [balanceSheet(standard, figures), incomeStatement(standard, figures, ['current', 'cumulative'])];
  const lost = [...new Map(sheets.flatMap((s) => s.unplaced).map((u) => [u.code, u])).values()];
  const ids = new Map(figures.map((f) => [f.code, f.id]));
  return found('mapped', '报表项目', {
    tone: lost.length > 0 ? 'warn' : 'ok',
    count: lost.length,
    said: lost.length > 0 ? `${lost.map((u) => `${u.code} ${u.name}`).join('、')} 没有列入${STATEMENTS[standard].balanceSheet.form.zh}或利润表` : '有余额的科目都列入了报表',
    items: lost.map((u) => ({ text: `${u.code} ${u.name}`, href: ids.get(u.code) ? `/records/account/${ids.get(u.code)}` : null, note: u.why })),
  });
};

export const ledgerChecks: readonly CloseCheck[] = [trial, stockEqualsLedger, suspense, cashBelowZero, pendingTax, recurring, matchable, mapped];
