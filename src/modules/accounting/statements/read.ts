// Reads what a statement stands on: one query of monthly balances, one of the parties of 往来 accounts, one of the vouchers that moved money.
import type { Standard } from '#kernel/facts';
import { fen } from '#kernel/money';
import type { Snapshot } from '#kernel/ports';
import { isCashItem } from '../cash-flow/items.ts';
import type { Flow } from '../cash-flow/spread.ts';
import { flowsOf, isCash, lineageOf, readAccounts } from './accounts.ts';
import type { Figure, Split } from './evaluate.ts';
import { STATEMENTS } from './forms.ts';
import { addNets, partiesAt, type PartyNet, readKept } from './kept.ts';
import { FIGURES, OPENING_PARTIES } from './ledger-sql.ts';
import { ruleFor } from './place.ts';
import type { Spans } from './span.ts';

/** Every column a statement may ask for; `broughtIn` is what opening entries of this year brought. */
const COLUMNS = ['closing', 'opening', 'beforeSpan', 'beforePrevious', 'current', 'cumulative', 'previous', 'broughtIn'] as const;
type Row = {
  readonly id: string | null;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly direction: 'debit' | 'credit';
  readonly line: string | null;
} & Readonly<Record<(typeof COLUMNS)[number], string>>;
/** An account with its figures; `id` is the record, null when it was taken away. */
export type LedgerFigure = Figure & { readonly id: string | null; readonly direction: 'debit' | 'credit' };

/** Balances and turnover by account, from the monthly balances alone. */
export async function readBalances(snapshot: Snapshot, spans: Spans): Promise<readonly LedgerFigure[]> {
  const rows = await snapshot.query<Row>(FIGURES, [spans.to, spans.yearStart, spans.from, spans.previousFrom, spans.previousTo]);
  const byCode = new Map((await readAccounts(snapshot)).map((a) => [a.code, a]));
  return rows.map((row): LedgerFigure => {
    const { path, line } = lineageOf(row.code, byCode);
    return {
      id: row.id,
      code: row.code,
      name: row.name,
      kind: row.kind,
      direction: row.direction,
      path: path || row.name,
      line,
      net: Object.fromEntries(COLUMNS.map((c) => [c, fen(BigInt(row[c]))])),
    };
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

/** What parties owe and are owed, now and at the beginning of the year (with what opening entries of this year brought). */
async function readSplits(snapshot: Snapshot, accounts: readonly string[], spans: Spans): Promise<ReadonlyMap<string, Readonly<Record<string, Split>>>> {
  if (accounts.length === 0) return new Map();
  const brought = await snapshot.query<{ account: string; party: string | null; net: string }>(OPENING_PARTIES, [accounts, spans.yearStart, spans.to]);
  const closing = await partiesAt(snapshot, accounts, spans.to);
  const opening = addNets([...(await partiesAt(snapshot, accounts, spans.yearStart - 1)), ...brought.map((b) => ({ ...b, net: BigInt(b.net) }))]);
  return new Map(accounts.map((account) => [account, { closing: splitOf(closing, account), opening: splitOf(opening, account) }]));
}

function splitOf(nets: readonly PartyNet[], account: string): Split {
  const own = nets.filter((n) => n.account === account);
  const side = (sign: bigint): bigint => own.reduce((sum: bigint, n) => (n.net * sign > 0n ? sum + n.net * sign : sum), 0n);
  return { debit: fen(side(1n)), credit: fen(side(-1n)) };
}

export const cashOf = (figures: readonly Figure[]): readonly Figure[] => figures.filter((f) => isCash(f.code));

const periodsOf = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i).filter((p) => p % 100 >= 1 && p % 100 <= 12);

/** What money came in and went out for, by period, item and the account opposite: closed months as they were kept, open ones from their vouchers. */
export async function readFlows(
  snapshot: Snapshot,
  at: { readonly standard: Standard; readonly from: number; readonly to: number; readonly detail: boolean },
): Promise<readonly Flow[]> {
  const periods = periodsOf(at.from, at.to);
  const kept = await readKept(snapshot, periods);
  // A month that kept an account nobody had an item for is read again: its account may have one by now.
  const sure = [...kept.values()].filter((k) => k.flows.every((f) => isCashItem(f.item)));
  const known = new Set(sure.map((k) => k.period));
  const live = await flowsOf(snapshot, await readAccounts(snapshot), { standard: at.standard, periods: periods.filter((p) => !known.has(p)), detail: at.detail });
  return [...sure.flatMap((k) => k.flows), ...live];
}
