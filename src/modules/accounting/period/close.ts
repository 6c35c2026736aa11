// Closes and reopens a period: right, lock, facts, decision, booking — in one transaction, with audit and event.
import type { Actor } from '#kernel/facts';
import type { Clock, Database, IdSource, Scope, Tx } from '#kernel/ports';
import { period as asPeriod, periodText } from '#kernel/day';
import { growing } from '#kernel/id';
import { present } from '#kernel/must';
import { Refusal, refuse, type Refused } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import { periodSubject, takeKept } from '../statements/kept.ts';
import { decideClose, decideReopen, type PeriodFacts, type PeriodState } from './decide.ts';

export type PeriodPorts = { readonly db: Database; readonly clock: Clock; readonly ids: IdSource; readonly hash: (value: unknown) => string };
export type PeriodCaller = { readonly actor: Actor; readonly scope: Scope; readonly trace?: Readonly<Record<string, unknown>> };
export type PeriodOutcome = { readonly ok: true; readonly period: number; readonly state: PeriodState } | { readonly ok: false; readonly refusal: Refused };

/** 结账. Waits for postings under way in the period, then refuses or closes. */
export const closePeriod = (ports: PeriodPorts, caller: PeriodCaller, period: number): Promise<PeriodOutcome> =>
  change(ports, caller, { right: 'period.close', action: 'close', period, state: 'closed', reason: null, decide: (facts) => decideClose(period, facts) });

/** 反结账: the last closed period only, with a reason. */
export function reopenPeriod(ports: PeriodPorts, caller: PeriodCaller, input: { readonly period: number; readonly reason: string | null }): Promise<PeriodOutcome> {
  const reason = input.reason?.trim().slice(0, 200) || null;
  return change(ports, caller, {
    right: 'period.reopen',
    action: 'reopen',
    period: input.period,
    state: 'open',
    reason,
    decide: (facts) => decideReopen(input.period, reason, facts),
  });
}

type Change = {
  readonly right: 'period.close' | 'period.reopen';
  readonly action: string;
  readonly period: number;
  readonly state: PeriodState;
  readonly reason: string | null;
  readonly decide: (facts: PeriodFacts) => Refused | null;
};

async function change(ports: PeriodPorts, caller: PeriodCaller, work: Change): Promise<PeriodOutcome> {
  if (!may(caller.actor, work.right)) return { ok: false, refusal: refuse('not-allowed', { with: { right: SPECIAL_RIGHTS[work.right] } }) };
  if (caller.scope.sites !== null || caller.actor.sites !== 'all') return { ok: false, refusal: refuse('whole-company-needed') };
  if (!Number.isInteger(work.period) || work.period < 199001 || work.period > 219912)
    return { ok: false, refusal: refuse('period-not-there', { with: { period: String(work.period) } }) };
  try {
    await ports.db.write(caller.scope, async (tx) => {
      // Every command holds this lock shared while it runs, so whoever read "open" has booked before we look.
      await tx.query('select pg_advisory_xact_lock(books.period_key($1::int))', [work.period]);
      const refused = work.decide(await factsOf(tx, work.period));
      if (refused) throw new Refusal(refused);
      // What the month says of itself is taken under the same lock, so nothing can be booked after it was taken.
      const kept = work.state === 'closed' ? await takeKept(tx, work.period) : null;
      const booking = bookingOf(ports, caller, { ...work, kept });
      await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
    });
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error.refusal };
    throw error;
  }
  ports.db.nudge('booked');
  return { ok: true, period: work.period, state: work.state };
}

/** Σ cost pools and Σ general ledger of the accounts stock is kept on: both stand as of now, so that a later month does not matter. */
export const STOCK_AND_LEDGER = `
  select (select coalesce(sum(value), 0)::text from books.item_value where org_id = books.org()) as stock,
    (select coalesce(sum(debit - credit), 0)::text from books.account_balance where org_id = books.org() and account in (
      select coalesce(nullif(data->>'inventoryAccount', ''), '1405') from books.record where org_id = books.org() and type = 'item-category'
      union select account from books.account_role where org_id = books.org() and role in ('inventory.goods', 'inventory.consignedIn'))) as ledger`;

const FACTS = `
  with balance as (select account, sum(debit - credit) as net from books.account_balance where org_id = books.org() and period <= $1::int group by 1 having sum(debit - credit) <> 0)
  select
    (select coalesce(jsonb_object_agg(period, state), '{}') from books.period where org_id = books.org()) as states,
    (select coalesce(jsonb_agg(jsonb_build_object('number', number) order by type, number), '[]') from books.document where org_id = books.org() and period = $1::int and state in ('draft', 'submitted', 'counting')) as unfinished,
    (select coalesce(sum(last - have), 0)::int from (select max(serial) as last, count(*) as have from books.voucher where org_id = books.org() and period = $1::int group by word) w) as missing,
    (select coalesce(sum(debit - credit), 0)::text from books.account_balance where org_id = books.org() and period = $1::int) as off,
    (select coalesce(sum(abs(b.net)), 0)::text from balance b join books.record a on a.org_id = books.org() and a.type = 'account' and a.code = b.account and a.data->>'kind' = 'profit') as "profitLeft",
    (select coalesce(sum(b.net), 0)::text from balance b join books.account_role r on r.org_id = books.org() and r.role = 'profit.currentYear' and left(b.account, length(r.account)) = r.account) as "yearLeft",
    (select coalesce(jsonb_agg(jsonb_build_object('number', number) order by number), '[]') from books.document where org_id = books.org() and type = 'cost-method-change' and state = 'posted' and reverses is null and period > $1::int) as "methodChanges",
    (select coalesce(sum(net), 0)::text from balance where left(account, 4) = '1901') as suspense, s.stock, s.ledger
  from (${STOCK_AND_LEDGER}) s`;
type FactsRow = {
  readonly states: Record<string, PeriodState>;
  readonly unfinished: { number: string }[];
  readonly missing: number;
  readonly methodChanges: { number: string }[];
} & Readonly<Record<'off' | 'profitLeft' | 'yearLeft' | 'suspense' | 'stock' | 'ledger', string>>;

async function factsOf(tx: Tx, period: number): Promise<PeriodFacts> {
  const row = present((await tx.query<FactsRow>(FACTS, [period]))[0], 'facts of the period');
  return {
    states: row.states,
    unfinished: row.unfinished,
    missingVouchers: row.missing,
    off: BigInt(row.off),
    profitLeft: BigInt(row.profitLeft),
    yearLeft: BigInt(row.yearLeft),
    stockOff: BigInt(row.stock) - BigInt(row.ledger),
    suspense: BigInt(row.suspense),
    methodChanges: row.methodChanges,
  };
}

function bookingOf(ports: PeriodPorts, caller: PeriodCaller, work: Change & { readonly kept: unknown }): Record<string, unknown> {
  const now = ports.clock.now();
  const { period, state, reason } = work;
  return {
    now,
    user: caller.actor.id,
    userName: caller.actor.name,
    period: [{ period, state, reason }],
    action: `period.${work.action}`,
    subject: 'period',
    subjectId: periodSubject(period),
    summary: `${work.action === 'close' ? '结账' : '反结账'} ${periodText(asPeriod(period))}${reason ? `：${reason}` : ''}`,
    context: caller.trace ?? {},
    change: { period, state, reason, ...(work.kept === null ? {} : { kept: work.kept }) },
    events: [
      {
        id: ports.ids.next(),
        agg: `period:${period}`,
        // A period has no version of its own in the log.
        aggSeq: growing(ports.ids.next()),
        name: work.action === 'close' ? 'period-closed/1' : 'period-reopened/1',
        payload: { period, state },
      },
    ],
    reply: { period, state },
  };
}
