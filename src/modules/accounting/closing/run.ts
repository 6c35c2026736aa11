// 结账: looks at everything, runs the steps in order, closes the period; tells how it goes. Stopped halfway it can simply be run again.
import { period as asPeriod, periodText } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { refuse, type RefusalTable, type Refused } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import { closePeriod, type PeriodCaller } from '../period/close.ts';
import { CLOSE_CHECKS } from './checks.ts';
import { lastDayOf } from './entry.ts';
import type { Ask, Booked, ClosePorts, CloseStep, Finding, Names, Work } from './step.ts';
import { isResult } from './steps.ts';

export const CLOSE_REFUSALS = {
  'close-blocked': { http: 409, retry: 'never', zh: '还不能结账：{list}' },
  'close-waits': { http: 409, retry: 'later', zh: '{number} 还须下一级审批，批准后再继续结账' },
  'close-restless': { http: 409, retry: 'later', zh: '结账期间一直有人在本期过账，请稍后再试' },
} as const satisfies RefusalTable;

export type Progress =
  | { readonly event: 'step'; readonly step: string; readonly zh: string; readonly state: 'running'; readonly done?: number; readonly total?: number }
  | { readonly event: 'step'; readonly step: string; readonly zh: string; readonly state: 'done' | 'skipped'; readonly said: string; readonly documents: readonly Booked[] }
  | { readonly event: 'step'; readonly step: string; readonly zh: string; readonly state: 'refused'; readonly refusal: Refused };
export type CloseOutcome = { readonly ok: true; readonly period: number } | { readonly ok: false; readonly refusal: Refused };
export type CloseRequest = {
  readonly period: number;
  readonly steps: readonly CloseStep[];
  /** Names of optional steps left out this time. */
  readonly skip: readonly string[];
  readonly names: Names;
};
/** With somebody who hears how it goes. */
type Told = CloseRequest & { readonly tell: (progress: Progress) => void };

/** Everything that is open, worth knowing, or in order: the check list of the screen. */
export async function checkClose(snapshot: Snapshot, request: Pick<CloseRequest, 'period' | 'steps' | 'names'>): Promise<readonly Finding[]> {
  const period = asPeriod(request.period);
  const ask: Ask = { snapshot, period, day: lastDayOf(period), names: request.names };
  const findings: Finding[] = [];
  for (const check of CLOSE_CHECKS) findings.push(await check(ask));
  for (const step of request.steps) findings.push(...((await step.check?.(ask)) ?? []));
  return findings;
}

/** A closed month is not closed again, and one that is not set up cannot be. */
async function notOpen(snapshot: Snapshot, period: number): Promise<Refused | null> {
  const [row] = await snapshot.query<{ state: string }>('select state from books.period where org_id = books.org() and period = $1::int', [period]);
  return row?.state === 'open' ? null : refuse(row ? 'period-is-closed' : 'period-not-there', { with: { period: periodText(asPeriod(period)) } });
}

const blocked = (findings: readonly Finding[]): Refused | null => {
  const blocks = findings.filter((f) => f.tone === 'block');
  return blocks.length > 0 ? refuse('close-blocked', { with: { list: blocks.map((b) => b.said).join('；') } }) : null;
};

/** How often a posting may slip in between the transfer and the close before we give up. */
const PATIENCE = 4;

export async function closeMonth(ports: ClosePorts, caller: PeriodCaller, request: Told): Promise<CloseOutcome> {
  if (!may(caller.actor, 'period.close')) return { ok: false, refusal: refuse('not-allowed', { with: { right: SPECIAL_RIGHTS['period.close'] } }) };
  if (caller.scope.sites !== null || caller.actor.sites !== 'all') return { ok: false, refusal: refuse('whole-company-needed') };
  const inWay = await ports.db.read(caller.scope, async (snapshot) => (await notOpen(snapshot, request.period)) ?? blocked(await checkClose(snapshot, request)));
  if (inWay) return { ok: false, refusal: inWay };
  const before = request.steps.filter((s) => s.phase === 'before');
  for (let turn = 1; ; turn += 1) {
    const stopped = await runSteps(ports, caller, { ...request, steps: before, again: turn > 1 });
    if (stopped) return { ok: false, refusal: stopped };
    const outcome = await closeNow(ports, caller, request);
    if (outcome === null) break;
    // Somebody posted after the transfer: what he posted is transferred too, then closing is tried again.
    if (outcome.refused !== 'profit-left' && outcome.refused !== 'year-left') return { ok: false, refusal: outcome };
    if (turn >= PATIENCE) return { ok: false, refusal: refuse('close-restless') };
  }
  const stopped = await runSteps(ports, caller, { ...request, steps: request.steps.filter((s) => s.phase === 'after'), again: false });
  return stopped ? { ok: false, refusal: stopped } : { ok: true, period: request.period };
}

async function closeNow(ports: ClosePorts, caller: PeriodCaller, { period, tell }: Told): Promise<Refused | null> {
  const at = { event: 'step', step: 'close', zh: '关闭会计期间' } as const;
  tell({ ...at, state: 'running' });
  const outcome = await closePeriod(ports, caller, period);
  if (outcome.ok) tell({ ...at, state: 'done', said: '本期已结账', documents: [] });
  else tell({ ...at, state: 'refused', refusal: outcome.refusal });
  return outcome.ok ? null : outcome.refusal;
}

async function runSteps(ports: ClosePorts, caller: PeriodCaller, request: Told & { readonly again: boolean }): Promise<Refused | null> {
  const { tell } = request;
  const period = asPeriod(request.period);
  for (const step of request.steps) {
    const at = { event: 'step', step: step.name, zh: step.zh } as const;
    if (!step.run) continue;
    if (step.optional && request.skip.includes(step.name)) {
      if (!request.again) tell({ ...at, state: 'skipped', said: '本次跳过', documents: [] });
      continue;
    }
    if (!request.again) tell({ ...at, state: 'running' });
    const work: Work = {
      ports,
      actor: caller.actor,
      period,
      day: lastDayOf(period),
      read: (look) => ports.db.read(caller.scope, look),
      tell: (done, total) => tell({ ...at, state: 'running', done, total }),
    };
    const outcome = await step.run(work);
    if (!isResult(outcome)) {
      tell({ ...at, state: 'refused', refusal: outcome });
      return outcome;
    }
    if (!request.again || outcome.documents.length > 0) tell({ ...at, state: 'done', said: outcome.said, documents: outcome.documents });
  }
  return null;
}
