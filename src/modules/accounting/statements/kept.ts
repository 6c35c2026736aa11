// What a closed month keeps of itself: the cash flows it had and what every party owed at its end. Written into the audit entry of the close
// (append only, hashed), so that a statement reads closed months instead of adding up their vouchers again; taken anew when a month is closed anew.
import type { Standard } from '#kernel/facts';
import { present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import type { Flow } from '../cash-flow/spread.ts';
import { STATEMENTS } from './forms.ts';
import { ruleFor } from './place.ts';
import { flowsOf, lineageOf, readAccounts } from './accounts.ts';

/** Under which id the closes and reopenings of a period stand in the audit list. */
export const periodSubject = (period: number): string => `00000000-0000-4000-8000-${String(period).padStart(12, '0')}`;

/** Net debit of a party on an account. */
export type PartyNet = { readonly account: string; readonly party: string | null; readonly net: bigint };
export type Kept = { readonly period: number; readonly flows: readonly Flow[]; readonly parties: readonly PartyNet[] };
type Stored = {
  readonly flows: readonly { readonly item: string; readonly account: string; readonly amount: string }[];
  readonly parties: readonly { readonly account: string; readonly party: string | null; readonly net: string }[];
};

/** The newest close of each asked period that is closed now and kept its figures. */
export async function readKept(snapshot: Snapshot, periods: readonly number[]): Promise<ReadonlyMap<number, Kept>> {
  const rows = await snapshot.query<{ period: number; kept: Stored }>(
    `select p.period, x.kept from books.period p cross join lateral (
       select a.action, a.change->'kept' as kept from books.audit_log a where a.org_id = p.org_id and a.subject_id = ('00000000-0000-4000-8000-' || lpad(p.period::text, 12, '0'))::uuid order by a.id desc limit 1) x
     where p.org_id = books.org() and p.period = any ($1::int[]) and p.state = 'closed' and x.action = 'period.close' and x.kept is not null`,
    [periods],
  );
  return new Map(
    rows.map(({ period, kept }) => [
      period,
      {
        period,
        flows: kept.flows.map((f) => ({ ...f, period, amount: BigInt(f.amount) })),
        parties: kept.parties.map((p) => ({ ...p, net: BigInt(p.net) })),
      },
    ]),
  );
}

/** The last closed period up to `to` that kept its figures; what came after it is added to it. */
export async function lastKept(snapshot: Snapshot, to: number): Promise<Kept | null> {
  const [row] = await snapshot.query<{ period: number }>(
    `select period from books.period where org_id = books.org() and period <= $1::int and state = 'closed' order by period desc limit 1`,
    [to],
  );
  return row ? ((await readKept(snapshot, [row.period])).get(row.period) ?? null) : null;
}

/** What parties moved on the accounts kept by party, in periods after `after` up to `to`. */
export async function partyNets(snapshot: Snapshot, accounts: readonly string[], span: { readonly after: number; readonly to: number }): Promise<readonly PartyNet[]> {
  if (accounts.length === 0) return [];
  const rows = await snapshot.query<{ account: string; party: string | null; net: string }>(
    `select l.account, l.party_id as party, sum(l.debit - l.credit)::text as net from books.voucher_line l
     where l.org_id = books.org() and l.account = any ($1::text[]) and l.period > $2::int and l.period <= $3::int group by 1, 2`,
    [accounts, span.after, span.to],
  );
  return rows.map((r) => ({ ...r, net: BigInt(r.net) }));
}

/** Party balances at the end of a period: of the last close, and what moved since. */
export async function partiesAt(snapshot: Snapshot, accounts: readonly string[], to: number): Promise<readonly PartyNet[]> {
  const base = await lastKept(snapshot, to);
  const since = base?.period === to ? [] : await partyNets(snapshot, accounts, { after: base?.period ?? 0, to });
  return addNets([...(base?.parties ?? []), ...since]);
}

export function addNets(nets: readonly PartyNet[]): readonly PartyNet[] {
  const sums = new Map<string, PartyNet>();
  for (const n of nets) {
    const key = `${n.account}|${n.party ?? ''}`;
    sums.set(key, { ...n, net: (sums.get(key)?.net ?? 0n) + n.net });
  }
  return [...sums.values()].filter((n) => n.net !== 0n);
}

/** What a month that is being closed will keep. */
export async function takeKept(snapshot: Snapshot, period: number): Promise<Stored> {
  const [org] = await snapshot.query<{ standard: Standard }>('select standard from books.org_node where id = books.org()');
  const { standard } = present(org, 'the organisation');
  const accounts = await readAccounts(snapshot);
  const byCode = new Map(accounts.map((a) => [a.code, a]));
  const byParty = accounts
    .filter((a) => ruleFor(STATEMENTS[standard].balanceSheet.places, { code: a.code, path: lineageOf(a.code, byCode).path })?.by === 'party')
    .map((a) => a.code);
  const flows = await flowsOf(snapshot, accounts, { standard, periods: [period], detail: true });
  return {
    flows: flows.map((f) => ({ item: f.item, account: f.account, amount: String(f.amount) })),
    parties: (await partiesAt(snapshot, byParty, period)).map((p) => ({ account: p.account, party: p.party, net: String(p.net) })),
  };
}
