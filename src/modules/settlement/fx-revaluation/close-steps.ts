// 期末调汇 as steps of the month close: before it, everything in 外币 at the last day's rate; after it, the red twin on the first of the next month.
import type { Ask, Booked, CloseStep, Finding, StepResult, Work } from '#accounting';
import { formatFen } from '#kernel/decimal';
import { type Day, nextPeriod, type Period } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import { firstDayOf } from '../estimate-reversal/close-steps.ts';

export type RevaluationBody = { readonly day: Day; readonly head: Record<string, never>; readonly lines: readonly Record<string, string>[] };

/** What a 期末调汇单 of the day would hold: open 外币 debts but advances, and 外币 wallets with their balances; nothing when there is none, or it is booked. */
export async function revaluationBody(snapshot: Snapshot, day: Day, period: Period): Promise<RevaluationBody | null> {
  const made = await revaluationOf(snapshot, period);
  if (made) return null;
  const items = await snapshot.query<{ id: string; currency: string }>(
    `select i.id, i.currency from books.open_item i where i.org_id = books.org() and i.currency is not null and i.day <= $1::date and i.foreign_amount <> i.foreign_settled
      and i.account not in (select account from books.account_role where org_id = books.org() and role in ('ap.prepaid', 'ar.advance')) order by i.day, i.id`,
    [day],
  );
  const wallets = await snapshot.query<{ id: string; currency: string; foreign: string; booked: string }>(
    `select w.id, w.data->>'currency' as currency,
        (select (coalesce(sum(case d.type when 'collection' then 1 else -1 end * (d.head->>'amount')::numeric - coalesce((d.head->>'fee')::numeric, 0)), 0) * 100)::bigint::text from books.document d
          where d.org_id = w.org_id and d.type in ('payment', 'collection') and d.state in ('posted', 'reversed') and d.day <= $1::date and d.head->>'wallet' = w.id::text) as foreign,
        (select coalesce(sum(l.debit - l.credit), 0)::text from books.voucher_line l where l.org_id = w.org_id and l.wallet_id = w.id and l.day <= $1::date) as booked
      from books.record w where w.org_id = books.org() and w.type = 'wallet' and coalesce(w.data->>'currency', '') <> '' order by w.code`,
    [day],
  );
  const lines = [
    ...items.map((i) => ({ openItem: i.id, currency: i.currency })),
    ...wallets
      .filter((w) => w.foreign !== '0' || w.booked !== '0')
      .map((w) => ({ wallet: w.id, currency: w.currency, foreign: formatFen(BigInt(w.foreign)), booked: formatFen(BigInt(w.booked)) })),
  ];
  return lines.length === 0 ? null : { day, head: {}, lines };
}

/** The valid 期末调汇单 of a period. */
async function revaluationOf(snapshot: Snapshot, period: Period): Promise<{ readonly id: string; readonly number: string } | null> {
  const [row] = await snapshot.query<{ id: string; number: string }>(
    `select id, number from books.document where org_id = books.org() and type = 'fx-revaluation' and period = $1::int and state = 'posted' and reverses is null`,
    [period],
  );
  return row ?? null;
}

const finding = (said: string, count: number): Finding => ({ name: 'step.fx-revaluation', zh: '期末调汇', tone: count === 0 ? 'ok' : 'info', said, count, items: [], href: null });
const NOTHING = '没有外币往来和外币账户，或已调汇';

/** Before the close. */
export const fxRevaluationStep: CloseStep = {
  name: 'fx-revaluation',
  zh: '期末调汇',
  order: 22,
  phase: 'before',
  check: async ({ snapshot, day, period }: Ask) => {
    const body = await revaluationBody(snapshot, day, period);
    return [finding(body ? `调整 ${body.lines.length} 笔外币往来和账户` : NOTHING, body?.lines.length ?? 0)];
  },
  run: async (work: Work): Promise<StepResult | Refused> => {
    const body = await work.read((snapshot) => revaluationBody(snapshot, work.day, work.period));
    if (!body) return { said: NOTHING, documents: [] };
    const made = await make(work, body);
    return isRefused(made) ? made : { said: `调整 ${body.lines.length} 笔外币往来和账户`, documents: [made] };
  },
};

/** After the close, on the first of the next month. */
export const fxBackStep: CloseStep = {
  name: 'fx-back',
  zh: '月初冲回调汇',
  order: 91,
  phase: 'after',
  run: async (work: Work): Promise<StepResult | Refused> => {
    const made = await work.read((snapshot) => revaluationOf(snapshot, work.period));
    if (!made) return { said: '本期没有期末调汇单', documents: [] };
    const day = firstDayOf(nextPeriod(work.period));
    const red = await work.ports.command('person', { type: 'fx-revaluation', command: 'reverse', id: made.id, body: { reason: '次月初冲回期末调汇', day } });
    return red.ok ? { said: `红冲 ${made.number}`, documents: [red.booked] } : red.refusal;
  },
};

async function make({ ports }: Work, body: RevaluationBody): Promise<Booked | Refused> {
  const type = 'fx-revaluation';
  const direct = await ports.command('person', { type, command: 'approve', body });
  if (direct.ok) return direct.booked.state === 'posted' ? direct.booked : refuse('close-waits', { with: { number: direct.booked.number } });
  if (direct.refusal.refused !== 'maker-is-approver') return direct.refusal;
  const draft = await ports.command('house', { type, command: 'save', body });
  if (!draft.ok) return draft.refusal;
  const approved = await ports.command('person', { type, command: 'approve', id: draft.booked.id });
  if (approved.ok) return approved.booked.state === 'posted' ? approved.booked : refuse('close-waits', { with: { number: approved.booked.number } });
  await ports.command('house', { type, command: 'void', id: draft.booked.id });
  return approved.refusal;
}
