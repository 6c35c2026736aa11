// Reads what a statement stands on: one query of monthly balances, one of the parties of 往来 accounts, one of the vouchers that moved money.
import type { Standard } from '#kernel/facts';
import { fen } from '#kernel/money';
import type { Snapshot } from '#kernel/ports';
import { CASH_ACCOUNTS, REVENUE_ACCOUNTS, type CashFlowStatement } from '../cash-flow/items.ts';
import { type Flow, type MixedFlow, spread } from '../cash-flow/spread.ts';
import { CASH_FLOWS } from '../cash-flow/sql.ts';
import type { Figure, Split } from './evaluate.ts';
import { STATEMENTS } from './forms.ts';
import { ACCOUNTS, FIGURES, SPLITS } from './ledger-sql.ts';
import { ruleFor } from './place.ts';
import type { Spans } from './span.ts';

/** Every column a statement may ask for; `broughtIn` is what opening entries of this year brought. */
const COLUMNS = ['closing', 'opening', 'beforeSpan', 'beforePrevious', 'current', 'cumulative', 'previous', 'broughtIn'] as const;
type Row = { readonly id: string | null; readonly code: string; readonly name: string; readonly kind: string; readonly direction: 'debit' | 'credit'; readonly line: string | null } & Readonly<
  Record<(typeof COLUMNS)[number], string>
>;
export type Account = { readonly id: string; readonly code: string; readonly name: string; readonly kind: string; readonly line: string | null };
/** An account with its figures; `id` is the record, null when it was taken away. */
export type LedgerFigure = Figure & { readonly id: string | null; readonly direction: 'debit' | 'credit' };

export const readAccounts = (snapshot: Snapshot): Promise<Account[]> => snapshot.query<Account>(`${ACCOUNTS} order by code`);

/** Names of the account and of all above it, and the nearest 报表项目 among them. */
function lineage(code: string, byCode: ReadonlyMap<string, Account>): { readonly path: string; readonly line: string | null } {
  const above = Array.from({ length: code.length }, (_, i) => byCode.get(code.slice(0, i + 1))).filter((a): a is Account => a !== undefined);
  return { path: above.map((a) => a.name).join(' '), line: above.findLast((a) => a.line !== null)?.line ?? null };
}

/** Balances and turnover by account, from the monthly balances alone. */
export async function readBalances(snapshot: Snapshot, spans: Spans): Promise<readonly LedgerFigure[]> {
  const rows = await snapshot.query<Row>(FIGURES, [spans.to, spans.yearStart, spans.from, spans.previousFrom, spans.previousTo]);
  const byCode = new Map((await readAccounts(snapshot)).map((a) => [a.code, a]));
  return rows.map((row): LedgerFigure => {
    const { path, line } = lineage(row.code, byCode);
    return { id: row.id, code: row.code, name: row.name, kind: row.kind, direction: row.direction, path: path || row.name, line, net: Object.fromEntries(COLUMNS.map((c) => [c, fen(BigInt(row[c]))])) };
  });
}

/** The same, with what parties owe and are owed where the sheet must know it. */
export async function readFigures(snapshot: Snapshot, standard: Standard, spans: Spans): Promise<readonly LedgerFigure[]> {
  const figures = await readBalances(snapshot, spans);
  const places = STATEMENTS[standard].balanceSheet.places;
  const split = await readSplits(
    snapshot,
    figures.filter((f) => ruleFor(places, f)?.by === 'party').map((f) => f.code),
    spans,
  );
  return figures.map((f) => ({ ...f, ...(split.has(f.code) ? { split: split.get(f.code) as Readonly<Record<string, Split>> } : {}) }));
}

type SplitRow = { readonly code: string; readonly closingDebit: string; readonly closingCredit: string; readonly openingDebit: string; readonly openingCredit: string };

async function readSplits(snapshot: Snapshot, accounts: readonly string[], spans: Spans): Promise<ReadonlyMap<string, Readonly<Record<string, Split>>>> {
  if (accounts.length === 0) return new Map();
  const rows = await snapshot.query<SplitRow>(SPLITS, [spans.to, spans.yearStart, accounts]);
  const of = (debit: string, credit: string): Split => ({ debit: fen(BigInt(debit)), credit: fen(BigInt(credit)) });
  return new Map(rows.map((r) => [r.code, { closing: of(r.closingDebit, r.closingCredit), opening: of(r.openingDebit, r.openingCredit) }]));
}

const isCash = (code: string): boolean => CASH_ACCOUNTS.some((c) => code.startsWith(c));
export const cashOf = (figures: readonly Figure[]): readonly Figure[] => figures.filter((f) => isCash(f.code));

type FlowRow = { readonly period: number; readonly item: string; readonly account: string; readonly voucher: string | null; readonly net: string | null; readonly amount: string };

/** What money came in and went out for, by period, item and the account opposite. */
export async function readFlows(snapshot: Snapshot, at: { readonly standard: Standard; readonly statement: CashFlowStatement; readonly from: number; readonly to: number }): Promise<readonly Flow[]> {
  const accounts = await readAccounts(snapshot);
  const byCode = new Map(accounts.map((a) => [a.code, a]));
  const mapped = accounts.filter((a) => !isCash(a.code)).map((a) => ({ code: a.code, rule: ruleFor(at.statement.rules, { code: a.code, path: lineage(a.code, byCode).path }) }));
  const revenue = accounts.filter((a) => REVENUE_ACCOUNTS[at.standard].some((r) => a.code.startsWith(r))).map((a) => a.code);
  const rows = await snapshot.query<FlowRow>(CASH_FLOWS, [
    mapped.map((m) => m.code),
    mapped.map((m) => m.rule?.line ?? null),
    mapped.map((m) => m.rule?.other ?? m.rule?.line ?? null),
    accounts.filter((a) => isCash(a.code)).map((a) => a.code),
    revenue,
    accounts.filter((a) => a.code.startsWith('2221')).map((a) => a.code),
    at.from,
    at.to,
  ]);
  const plain = rows.filter((r) => r.voucher === null).map((r): Flow => ({ period: Number(r.period), item: r.item, account: r.account, amount: BigInt(r.amount) }));
  const mixed = rows
    .filter((r) => r.voucher !== null)
    .map((r): MixedFlow => ({ period: Number(r.period), item: r.item, account: r.account, amount: BigInt(r.amount), voucher: r.voucher ?? '', net: BigInt(r.net ?? '0') }));
  return [...plain, ...spread(mixed)];
}
