// The chart as the statements see it, and the cash flows of some periods by their vouchers.
import type { Standard } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import { CASH_ACCOUNTS, isCashItem, REVENUE_ACCOUNTS } from '../cash-flow/items.ts';
import { type Flow, type MixedFlow, spread } from '../cash-flow/spread.ts';
import { CASH_FLOWS } from '../cash-flow/sql.ts';
import { STATEMENTS } from './forms.ts';
import { ACCOUNTS } from './ledger-sql.ts';
import { ruleFor } from './place.ts';

/** `line` and `item` are what the account itself names: its 报表项目 and its 现金流量项目. */
export type Account = { readonly id: string; readonly code: string; readonly name: string; readonly kind: string; readonly line: string | null; readonly item: string | null };

export const readAccounts = (snapshot: Snapshot): Promise<Account[]> => snapshot.query<Account>(`${ACCOUNTS} order by code`);

export const isCash = (code: string): boolean => CASH_ACCOUNTS.some((c) => code.startsWith(c));

/** Names of the account and of all above it, and what the nearest of them says of itself. */
export function lineageOf(code: string, byCode: ReadonlyMap<string, Account>): { readonly path: string; readonly line: string | null; readonly item: string | null } {
  const above = Array.from({ length: code.length }, (_, i) => byCode.get(code.slice(0, i + 1))).filter((a): a is Account => a !== undefined);
  return {
    path: above.map((a) => a.name).join(' '),
    line: above.findLast((a) => a.line !== null)?.line ?? null,
    item: above.findLast((a) => a.item !== null)?.item ?? null,
  };
}

type FlowRow = { readonly period: number; readonly item: string; readonly account: string; readonly voucher: string | null; readonly net: string | null; readonly amount: string };

export type FlowsAsked = { readonly standard: Standard; readonly periods: readonly number[] /** The accounts behind each item too. */; readonly detail: boolean };
/** What money came in and went out for in some periods, from their vouchers, by item and (in detail) the account opposite. */
export async function flowsOf(snapshot: Snapshot, accounts: readonly Account[], at: FlowsAsked): Promise<readonly Flow[]> {
  if (at.periods.length === 0) return [];
  const byCode = new Map(accounts.map((a) => [a.code, a]));
  const mapped = accounts.filter((a) => !isCash(a.code)).map((a) => ({ code: a.code, ...itemsOf(a, byCode, at.standard) }));
  const rows = await snapshot.query<FlowRow>(CASH_FLOWS, [
    mapped.map((m) => m.code),
    mapped.map((m) => m.coming),
    mapped.map((m) => m.going),
    accounts.filter((a) => isCash(a.code)).map((a) => a.code),
    accounts.filter((a) => REVENUE_ACCOUNTS[at.standard].some((r) => a.code.startsWith(r))).map((a) => a.code),
    accounts.filter((a) => a.code.startsWith('2221')).map((a) => a.code),
    at.periods,
    at.detail,
  ]);
  const plain = rows.filter((r) => r.voucher === null).map((r): Flow => ({ period: Number(r.period), item: r.item, account: r.account, amount: BigInt(r.amount) }));
  const mixed = rows
    .filter((r) => r.voucher !== null)
    .map((r): MixedFlow => ({ period: Number(r.period), item: r.item, account: r.account, amount: BigInt(r.amount), voucher: r.voucher ?? '', net: BigInt(r.net ?? '0') }));
  return added([...plain, ...spread(mixed)]);
}

/** The item an account speaks of when money comes in and when it goes out: its own word first, then the rule of the standard. */
function itemsOf(account: Account, byCode: ReadonlyMap<string, Account>, standard: Standard): { readonly coming: string | null; readonly going: string | null } {
  const { path, item } = lineageOf(account.code, byCode);
  if (item !== null && isCashItem(item)) return { coming: item, going: item };
  const rule = ruleFor(STATEMENTS[standard].cashFlow.rules, { code: account.code, path });
  return { coming: rule?.line ?? null, going: rule?.other ?? rule?.line ?? null };
}

/** One row a period, item and account. */
function added(flows: readonly Flow[]): readonly Flow[] {
  const sums = new Map<string, Flow>();
  for (const f of flows) {
    const key = `${f.period}|${f.item}|${f.account}`;
    sums.set(key, { ...f, amount: (sums.get(key)?.amount ?? 0n) + f.amount });
  }
  return [...sums.values()].filter((f) => f.amount !== 0n);
}
