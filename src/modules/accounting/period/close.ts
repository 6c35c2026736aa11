// Closes and reopens a period: right, lock, facts, decision, booking — in one transaction, with audit and event.
import type { Actor } from '#kernel/facts';
import type { Clock, Database, IdSource, Scope, Tx } from '#kernel/ports';
import { period as asPeriod, periodText } from '#kernel/day';
import { Refusal, refuse, type Refused } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
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
      const booking = bookingOf(ports, caller, work);
      await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
    });
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, refusal: error.refusal };
    throw error;
  }
  ports.db.nudge();
  return { ok: true, period: work.period, state: work.state };
}

async function factsOf(tx: Tx, period: number): Promise<PeriodFacts> {
  const [row] = await tx.query<{ states: Record<string, PeriodState>; unfinished: { number: string }[]; missing: number; off: string }>(
    `select
    (select coalesce(jsonb_object_agg(period, state), '{}') from books.period where org_id = books.org()) as states,
    (select coalesce(jsonb_agg(jsonb_build_object('number', number) order by type, number), '[]') from books.document where org_id = books.org() and period = $1 and state in ('draft', 'submitted', 'counting')) as unfinished,
    (select coalesce(sum(last - have), 0)::int from (select max(serial) as last, count(*) as have from books.voucher where org_id = books.org() and period = $1 group by word) w) as missing,
    (select coalesce(sum(debit - credit), 0)::text from books.account_balance where org_id = books.org() and period = $1) as off`,
    [period],
  );
  return { states: row?.states ?? {}, unfinished: row?.unfinished ?? [], missingVouchers: row?.missing ?? 0, off: BigInt(row?.off ?? '0') };
}

function bookingOf(ports: PeriodPorts, caller: PeriodCaller, work: Change): Record<string, unknown> {
  const now = ports.clock.now();
  const { period, state, reason } = work;
  return {
    now,
    user: caller.actor.id,
    userName: caller.actor.name,
    period: [{ period, state, reason }],
    action: `period.${work.action}`,
    subject: 'period',
    summary: `${work.action === 'close' ? '结账' : '反结账'} ${periodText(asPeriod(period))}${reason ? `：${reason}` : ''}`,
    context: caller.trace ?? {},
    change: { period, state, reason },
    events: [
      {
        id: ports.ids.next(),
        agg: `period:${period}`,
        aggSeq: String(Date.parse(now)),
        name: work.action === 'close' ? 'period-closed/1' : 'period-reopened/1',
        payload: { period, state },
      },
    ],
    reply: { period, state },
  };
}
