// What time alone brings about: calendar rules, waits that are over, delayed and escalated actions, figures that age, and what is to be put back.
import type { Scope } from '#kernel/ports';
import { type Cue, nextDue } from '#rules';
import type { Ports } from '../context.ts';
import { chinaCalendar, instantOf, localMinute } from './calendar.ts';
import type { Look } from './judge.ts';
import { performDue, restoreEnded } from './perform.ts';
import { escalate } from './escalate.ts';
import { type Active, registryIn } from './registry.ts';
import { brake, judgeAll } from './step.ts';
import { subjectsOf } from './subjects.ts';

/** State rules that look at the clock are judged again this often; all others once a day, in case a figure changed without an event. */
const SWEEP_MINUTES = 5;
const DAILY_MINUTES = 1440;

/** Companies where something may be due now. */
export const companiesDue = (ports: Ports): Promise<readonly string[]> =>
  ports.db.door(async (tx) =>
    (
      await tx.query<{ org_id: string }>(
        `select org_id::text from rules.rule where state = 'active' union select org_id::text from rules.deed where state = 'waiting' and due_at <= $1::timestamptz union select org_id::text from rules.agenda where not done and due_at <= $1::timestamptz`,
        [ports.clock.now()],
      )
    ).map((r) => r.org_id),
  );

/** One turn of the clock in one company. */
export async function tick(ports: Ports, scope: Scope): Promise<void> {
  const registry = await ports.db.read(scope, (s) => registryIn(s, scope));
  await calendar(ports, scope, registry.byId);
  await waited(ports, scope, registry.byId);
  await sweep(ports, scope, registry.byId);
  await brake(ports, scope);
  await escalate(ports, scope);
  await performDue(ports, scope);
  await restoreEnded(ports, scope);
}

type Company = { readonly ports: Ports; readonly scope: Scope };
async function looks({ ports, scope }: Company, rule: Active, { cue, cause }: { readonly cue: Cue; readonly cause: string | null }): Promise<readonly Look[]> {
  const subjects = await ports.db.read(scope, (s) => subjectsOf(s, rule.plan));
  return subjects.map((subject) => ({ rule, subject, cue, cause, stack: [], warehouse: null }));
}

/** Calendar rules whose minute has come. The next minute is taken in the same statement, so that two processes do not both fire it. */
async function calendar(ports: Ports, scope: Scope, rules: ReadonlyMap<string, Active>): Promise<void> {
  const now = ports.clock.now();
  const due = await ports.db.read(scope, (s) =>
    s.query<{ id: string; next_at: string }>(`select id::text, next_at from rules.rule where org_id = books.org() and state = 'active' and next_at <= $1::timestamptz`, [now]),
  );
  for (const row of due) {
    const rule = rules.get(row.id);
    if (!rule) continue;
    const next = nextAt(rule, now);
    const mine = await ports.db.write(scope, (tx) =>
      tx.query('update rules.rule set next_at = $3 where org_id = books.org() and id = $1 and next_at = $2::timestamptz returning 1', [row.id, row.next_at, next]),
    );
    if (mine.length > 0) await judgeAll(ports, scope, await looks({ ports, scope }, rule, { cue: { on: 'schedule' }, cause: `at:${row.next_at}` }));
  }
}
/** When a calendar rule is due after an instant; null for other rules. */
export function nextAt(rule: Pick<Active, 'rule'>, after: string): string | null {
  const t = rule.rule.trigger;
  const next = t.on === 'schedule' ? nextDue(t.at, localMinute(after), chinaCalendar()) : undefined;
  return next ? instantOf(next) : null;
}

/** Events whose wait is over are judged now, with the figures of now. */
async function waited(ports: Ports, scope: Scope, rules: ReadonlyMap<string, Active>): Promise<void> {
  const due = await ports.db.write(scope, (tx) =>
    tx.query<{ rule_id: string; version: number; event: string; doc: string | null; cause: string }>(
      'update rules.agenda set done = true where org_id = books.org() and not done and due_at <= $1::timestamptz returning rule_id::text, version, event, doc::text, cause',
      [ports.clock.now()],
    ),
  );
  const asked: Look[] = [];
  for (const d of due) {
    const rule = rules.get(d.rule_id);
    if (!rule || rule.version !== d.version) continue;
    const subjects = await ports.db.read(scope, (s) => subjectsOf(s, rule.plan, d.doc ? { docs: [d.doc] } : {}));
    asked.push(
      ...subjects.map((subject) => ({ rule, subject, cue: { on: 'event' as const, event: d.event, waited: true, first: true }, cause: d.cause, stack: [], warehouse: null })),
    );
  }
  if (asked.length > 0) await judgeAll(ports, scope, asked);
}

/** State rules against all their subjects: ages, stretches of time, what came without an event. */
async function sweep(ports: Ports, scope: Scope, rules: ReadonlyMap<string, Active>): Promise<void> {
  const now = ports.clock.now();
  const due = await ports.db.write(scope, (tx) =>
    tx.query<{ id: string }>(
      `update rules.rule r set swept_at = $1::timestamptz from jsonb_to_recordset($2::jsonb) as q(id uuid, m int)
       where r.org_id = books.org() and r.id = q.id and r.state = 'active' and (r.swept_at is null or r.swept_at <= $1::timestamptz - make_interval(mins => q.m)) returning r.id::text`,
      [now, JSON.stringify([...rules.values()].filter((r) => r.rule.trigger.on === 'state').map((r) => ({ id: r.id, m: r.ages ? SWEEP_MINUTES : DAILY_MINUTES })))],
    ),
  );
  for (const { id } of due) {
    const rule = rules.get(id);
    if (rule) await judgeAll(ports, scope, await looks({ ports, scope }, rule, { cue: { on: 'tick' }, cause: null }));
  }
}
