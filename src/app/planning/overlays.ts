// Overlays that count: what rules hold on the safety factor, kept inside the house's bounds and days. Planning multiplies the safety part by them.
import { addDays, type Day } from '#kernel/day';
import type { Database, Scope, Snapshot, Tx } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import { DEFAULT_LIMIT, type Hold, type Idle, isIdle, type Limit, type Overlay, overlayOf } from '#planning';
import type { Rule } from '#rules';

/** The parameter of the rule language that overlays are made of. */
export const FACTOR = 'safety_factor';
/** Stock policies that rules set outright: the service aimed at, whom to buy from, what may stand in. They end after the rule's days, too. */
export const STRATEGY_SQL = `('service_target', 'main_supplier', 'substitute')`;
/** First day on which a policy that a rule set counts no more. */
export const strategyEnd = (hold: string, limit: string): string => `((${hold}.since at time zone 'Asia/Shanghai')::date + coalesce(${limit}.days, ${DEFAULT_LIMIT.days}))`;

const HOLDS = `select h.rule_id::text as "ruleId", r.name as rule, r.state = 'active' as active, v.canonical as said, h.version, h.target_type as "targetType", h.target_id as "targetId", h.value::float8 as value,
    (h.since at time zone 'Asia/Shanghai')::date::text as since
  from rules.hold h join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id join rules.version v on v.org_id = h.org_id and v.rule_id = h.rule_id and v.version = h.version
  where h.org_id = books.org() and h.kind = 'param' and h.what = '${FACTOR}' and h.lifted_at is null and (h.until is null or h.until > $1::date::timestamp at time zone 'Asia/Shanghai') and h.value ~ '^[0-9.]+$'
  order by h.since desc, h.rule_id, h.target_id`;
const LIMITS = `select rule_id::text as "ruleId", low::float8 as low, high::float8 as high, days, state, version from planning.overlay where org_id = books.org()`;

/** Every hold on a day: the overlays that count, and those that do not with the reason. Two queries. */
export async function holdsIn(s: Snapshot, day: Day): Promise<{ readonly counting: readonly Overlay[]; readonly idle: readonly Idle[] }> {
  const holds = await s.query<Hold>(HOLDS, [day]);
  const limits = new Map((await s.query<Limit>(LIMITS)).map((l) => [l.ruleId, l]));
  const all = holds.map((h) => overlayOf(h, limits.get(h.ruleId), day));
  return { counting: all.flatMap((o) => (isIdle(o) ? [] : [o])), idle: all.flatMap((o) => (isIdle(o) ? [o] : [])) };
}

/** The overlays that count on a day, the latest first; pick the one of a series with `overlayFor`. */
export const overlaysIn = async (s: Snapshot, day: Day): Promise<readonly Overlay[]> => (await holdsIn(s, day)).counting;
export const overlaysFor = (db: Database, scope: Scope, day: Day): Promise<readonly Overlay[]> => db.read(scope, (s) => overlaysIn(s, day));

/** Ends what has run out: a hold beyond its days is lifted in the rules themselves, so no screen shows it as in force. Returns how many. */
export async function endOverlays(tx: Tx, now: string): Promise<number> {
  const ended = await tx.query(
    `update rules.hold h set until = (((h.since at time zone 'Asia/Shanghai')::date + o.days)::timestamp at time zone 'Asia/Shanghai'), lifted_at = $1::timestamptz, lifted_why = '叠加有效期 ' || o.days || ' 天已满'
     from planning.overlay o where h.org_id = books.org() and o.org_id = h.org_id and o.rule_id = h.rule_id and o.state = 'on' and h.kind = 'param' and h.what = '${FACTOR}' and h.lifted_at is null
       and (h.since at time zone 'Asia/Shanghai')::date + o.days <= ($1::timestamptz at time zone 'Asia/Shanghai')::date returning 1`,
    [now],
  );
  const over = await tx.query(
    `update rules.hold h set until = (e.day::timestamp at time zone 'Asia/Shanghai'), lifted_at = $1::timestamptz, lifted_why = '策略有效期已满'
     from (select p.id, ${strategyEnd('p', 'o')} as day from rules.hold p left join planning.overlay o on o.org_id = p.org_id and o.rule_id = p.rule_id
       where p.org_id = books.org() and p.kind = 'param' and p.what in ${STRATEGY_SQL} and p.lifted_at is null) e
     where h.org_id = books.org() and h.id = e.id and e.day <= ($1::timestamptz at time zone 'Asia/Shanghai')::date returning 1`,
    [now],
  );
  return ended.length + over.length;
}

type Trial = {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly progress: number;
  readonly result: unknown;
  readonly error: string | null;
  readonly at: string;
};
export type OverlayRow = {
  readonly rule: string;
  readonly name: string;
  readonly said: string;
  readonly ruleState: string;
  readonly version: number;
  readonly low: number;
  readonly high: number;
  readonly days: number;
  readonly state: 'off' | 'on';
  readonly tried: number | null;
  readonly trial: Trial | null;
};

const sets = (ast: Rule): boolean => ast.branches.some((b) => b.then.some((a) => a.do === 'set' && a.param === FACTOR));

/** Rules that set the safety factor, with their limits and the last trial; one query. */
export async function overlayRows(s: Snapshot, rule: string | null = null): Promise<readonly (OverlayRow & { readonly ast: Rule; readonly owner: string })[]> {
  const rows = await s.query<OverlayRow & { ast: Rule; owner: string }>(
    `select r.id::text as rule, r.name, v.canonical as said, r.state as "ruleState", v.version, v.ast, r.owner_id::text as owner, coalesce(o.low, ${DEFAULT_LIMIT.low})::float8 as low, coalesce(o.high, ${DEFAULT_LIMIT.high})::float8 as high,
       coalesce(o.days, ${DEFAULT_LIMIT.days}) as days, coalesce(o.state, 'off') as state, o.version as tried,
       (select jsonb_build_object('id', t.id, 'state', t.state, 'version', t.version, 'progress', t.progress, 'result', t.result, 'error', t.error, 'at', coalesce(t.ended_at, t.asked_at)) from planning.trial t where t.org_id = r.org_id and t.kind = 'overlay' and t.subject = r.id order by t.asked_at desc limit 1) as trial
     from rules.rule r join rules.version v on v.org_id = r.org_id and v.rule_id = r.id and v.version = coalesce(r.active, r.latest) left join planning.overlay o on o.org_id = r.org_id and o.rule_id = r.id
     where r.org_id = books.org() and v.ast::text like '%"${FACTOR}"%' and ($1::uuid is null or r.id = $1) order by r.name`,
    [rule],
  );
  return rows.filter((r) => sets(r.ast));
}

/** One such rule, or a refusal. */
export async function overlayRow(s: Snapshot, rule: string): Promise<OverlayRow & { readonly ast: Rule; readonly owner: string }> {
  const [row] = await overlayRows(s, rule);
  if (!row) throw new Refusal(refuse('overlay-unknown'));
  return row;
}

/** Sets the limits. Narrower or wider, they make a new trial necessary: what was tried is what may run. */
export async function limitOverlay(
  tx: Tx,
  rule: string,
  given: { readonly low: number; readonly high: number; readonly days: number; readonly by: string; readonly now: string },
): Promise<void> {
  if (!(given.low >= 0.1 && given.low <= given.high && given.high <= 10)) throw new Refusal(refuse('overlay-bounds', { path: 'low' }));
  await tx.query(
    `insert into planning.overlay (org_id, rule_id, low, high, days, by_name, at) values (books.org(), $1, $2, $3, $4, $5, $6::timestamptz)
     on conflict (org_id, rule_id) do update set version = case when (overlay.low, overlay.high, overlay.days) = (excluded.low, excluded.high, excluded.days) then overlay.version end,
       state = case when (overlay.low, overlay.high, overlay.days) = (excluded.low, excluded.high, excluded.days) then overlay.state else 'off' end,
       low = excluded.low, high = excluded.high, days = excluded.days, by_name = excluded.by_name, at = excluded.at`,
    [rule, given.low, given.high, given.days, given.by, given.now],
  );
}

/** Switches an overlay on (only what was tried, as it was tried) or off (at once). */
export async function switchOverlay(tx: Tx, row: OverlayRow, given: { readonly on: boolean; readonly by: string; readonly now: string }): Promise<void> {
  if (given.on && row.tried !== row.version) throw new Refusal(refuse('overlay-untried', { with: { rule: row.name, version: String(row.version) } }));
  await tx.query(`update planning.overlay set state = $2, by_name = $3, at = $4::timestamptz where org_id = books.org() and rule_id = $1`, [
    row.rule,
    given.on ? 'on' : 'off',
    given.by,
    given.now,
  ]);
}

/** A trial is done: this version, with these limits, may be switched on. */
export const overlayTried = (tx: Tx, rule: string, done: { readonly version: number; readonly trial: string; readonly by: string; readonly now: string }): Promise<unknown> =>
  tx.query(
    `insert into planning.overlay (org_id, rule_id, low, high, days, version, trial_id, by_name, at) values (books.org(), $1, ${DEFAULT_LIMIT.low}, ${DEFAULT_LIMIT.high}, ${DEFAULT_LIMIT.days}, $2, $3, $4, $5::timestamptz)
     on conflict (org_id, rule_id) do update set version = excluded.version, trial_id = excluded.trial_id`,
    [rule, done.version, done.trial, done.by, done.now],
  );

/** Days an overlay begun on `day` covers. */
export const coveredDays = (day: Day, days: number): readonly Day[] => Array.from({ length: days }, (_, k) => addDays(day, k));
