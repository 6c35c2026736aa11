// F9: every morning the twenty largest expected losses are written down; people confirm or override them; later it is told what each word was worth.
import { type Caller } from '#books/pen';
import type { Day } from '#kernel/day';
import type { Scope, Snapshot } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import { scoreOf, type Score } from '#planning';
import type { Ports } from '../../context.ts';
import { decide, type Decided, MINE } from './decide.ts';
import { deviationsIn } from './deviation.ts';
import { seriesKey } from './gather.ts';
import type { RiskFacts, RiskRow } from './risk-rows.ts';

const ADD = `insert into planning.risk (org_id, day, rank, item_id, warehouse_id, money, short_qty, spoiled_qty, chance, quantity, reason, facts, due)
  select books.org(), $2::date, q.rank, q.item, q.warehouse, q.money, q.short, q.spoiled, q.chance, q.quantity, q.reason, q.facts, q.due
  from jsonb_to_recordset($1::jsonb) as q(rank int, item uuid, warehouse uuid, money bigint, short bigint, spoiled bigint, chance float8, quantity bigint, reason text, facts jsonb, due date) on conflict do nothing`;

/** Writes down the morning's list, once a day, each with how far its forecast was off lately. */
export async function writeRisks(ports: Ports, scope: Scope, { risks, today }: { readonly risks: readonly RiskRow[]; readonly today: Day }): Promise<void> {
  const whole = { ...scope, sites: null };
  const off = await ports.db.read(whole, (s) => deviationsIn(s, risks, today));
  const rows = risks.map((r) => ({ ...r, facts: { ...r.facts, deviation: off.get(seriesKey(r.item, r.warehouse)) ?? null } }));
  await ports.db.write(whole, (tx) => tx.query(ADD, [JSON.stringify(rows), today]));
}

export type RiskDecision = {
  readonly day: Day;
  readonly item: string;
  readonly warehouse: string;
  readonly action: 'confirm' | 'override';
  readonly quantity: bigint | null;
  readonly why: string | null;
};
export const RISK_REFUSALS = {
  'risk-gone': { http: 409, retry: 'never', zh: '这一条已处理，或不在当天的名单里，请刷新' },
  'quantity-missing': { http: 422, retry: 'never', zh: '改判时请填写您要的数量（不订填 0）' },
} as const;

const MARK = `update planning.risk r set state = $4, decided_quantity = case when $4 = 'confirmed' then r.quantity else $5::bigint end, why = $6, decided_by = $7, decided_name = $8, decided_at = $9::timestamptz
  where r.org_id = books.org() and r.day = $1::date and r.item_id = $2 and r.warehouse_id = $3 and r.state = 'open' and ${MINE('r.warehouse_id')} returning 1`;
const OPEN = `select id::text as id, quantity from planning.suggestion where org_id = books.org() and state = 'open' and kind <> 'substitute' and item_id = $1 and warehouse_id = $2 order by kind desc, id`;

/** A person's word on a risk; the open suggestions of that series follow it (a draft document, another quantity, or none). */
export async function decideRisk(ports: Ports, caller: Caller, { decision: d, key }: { readonly decision: RiskDecision; readonly key: string }): Promise<Decided> {
  if (d.action === 'override' && !d.why) throw new Refusal(refuse('why-missing', { path: 'why', with: { what: '改判' } }));
  if (d.action === 'override' && d.quantity === null) throw new Refusal(refuse('quantity-missing', { path: 'quantity' }));
  const state = d.action === 'confirm' ? 'confirmed' : 'overridden';
  const marked = await ports.db.write(caller.scope, (tx) =>
    tx.query(MARK, [d.day, d.item, d.warehouse, state, d.quantity === null ? null : String(d.quantity), d.why, caller.actor.id, caller.actor.name, ports.clock.now()]),
  );
  if (marked.length === 0) throw new Refusal(refuse('risk-gone'));
  const open = await ports.db.read(caller.scope, (s) => s.query<{ id: string; quantity: bigint }>(OPEN, [d.item, d.warehouse]));
  if (open.length === 0) return { documents: [], failed: [], decided: 0 };
  const ids = open.map((o) => o.id);
  if (d.action === 'override' && d.quantity === 0n) return decide(ports, caller, { decision: { ids, action: 'reject', quantities: {}, why: d.why, as: 'purchase-order' }, key });
  if (d.action === 'confirm') return decide(ports, caller, { decision: { ids, action: 'accept', quantities: {}, why: null, as: 'purchase-order' }, key });
  // What moves from elsewhere stays as it is; the rest of the person's quantity is the last suggestion's.
  const last = open.at(-1) as { id: string; quantity: bigint };
  const others = open.slice(0, -1).reduce((sum, o) => sum + o.quantity, 0n);
  const rest = (d.quantity ?? 0n) - others;
  const taken = rest > 0n ? ids : ids.slice(0, -1);
  if (taken.length === 0) return { documents: [], failed: [], decided: 0 };
  return decide(ports, caller, { decision: { ids: taken, action: 'accept', quantities: rest > 0n ? { [last.id]: rest } : {}, why: d.why, as: 'purchase-order' }, key });
}

const TO_SCORE = `select r.day::text as day, r.item_id::text as item, r.warehouse_id::text as warehouse, (r.quantity / 1000000.0)::float8 as system, (r.decided_quantity / 1000000.0)::float8 as human, r.facts,
    (select coalesce(sum(d.clean), 0) / 1000000.0 from planning.demand d where d.org_id = r.org_id and d.item_id = r.item_id and d.warehouse_id in (select x::uuid from jsonb_array_elements_text(r.facts->'warehouses') x)
      and d.day > r.day and d.day <= r.due)::float8 as demand
  from planning.risk r where r.org_id = books.org() and r.state <> 'open' and r.scored_at is null and r.due < (select until from planning.built where org_id = r.org_id)`;
type ToScore = {
  readonly day: string;
  readonly item: string;
  readonly warehouse: string;
  readonly system: number;
  readonly human: number;
  readonly facts: RiskFacts;
  readonly demand: number;
};

/** Scores every decision whose days are over. */
export async function scoreRisks(ports: Ports, scope: Scope): Promise<number> {
  const whole = { ...scope, sites: null };
  const due = await ports.db.read(whole, (s) => s.query<ToScore>(TO_SCORE));
  if (due.length === 0) return 0;
  const scored = due.map((r): { day: string; item: string; warehouse: string; score: Score } => ({
    day: r.day,
    item: r.item,
    warehouse: r.warehouse,
    score: scoreOf({ ...r.facts, system: r.system, human: r.human }, r.demand),
  }));
  await ports.db.write(whole, (tx) =>
    tx.query(
      `update planning.risk r set scored_at = $2::timestamptz, score = q.score from jsonb_to_recordset($1::jsonb) as q(day date, item uuid, warehouse uuid, score jsonb)
       where r.org_id = books.org() and r.day = q.day and r.item_id = q.item and r.warehouse_id = q.warehouse`,
      [JSON.stringify(scored), ports.clock.now()],
    ),
  );
  return scored.length;
}

const LIST = `select r.day::text as day, r.rank, r.item_id::text as item, i.code, i.name, i.data->>'unit' as unit, r.warehouse_id::text as warehouse, w.name as place, (r.money / 100.0)::numeric(20,2)::text as money,
    trim_scale(r.short_qty / 1000000.0)::text as short, trim_scale(r.spoiled_qty / 1000000.0)::text as spoiled, r.chance, trim_scale(r.quantity / 1000000.0)::text as quantity, r.reason, r.state,
    trim_scale(r.decided_quantity / 1000000.0)::text as "decidedQuantity", r.why, r.decided_name as "decidedBy", r.decided_at as "decidedAt", r.due::text as due, r.facts->>'deviation' as deviation, r.facts->>'idle' as idle, (r.facts->>'cover')::int as cover,
    trim_scale(round((r.facts->>'onHand')::numeric, 3))::text as "onHand", trim_scale(round((r.facts->>'coming')::numeric, 3))::text as coming, (r.facts->>'spoilCost')::numeric * r.spoiled_qty / 1000000.0 > (r.facts->>'shortCost')::numeric * r.short_qty / 1000000.0 as spoils
  from planning.risk r join books.record i on i.org_id = r.org_id and i.id = r.item_id join books.record w on w.org_id = r.org_id and w.id = r.warehouse_id
  where r.org_id = books.org() and r.day = coalesce($1::date, (select max(day) from planning.risk where org_id = books.org())) and ${MINE('r.warehouse_id')} order by r.rank`;
const WORTH = `select count(*)::int as decided, count(*) filter (where r.state = 'overridden')::int as overridden, count(*) filter (where r.scored_at is not null and r.state = 'overridden')::int as scored,
    count(*) filter (where (r.score->>'added')::numeric > 0 and r.state = 'overridden')::int as better, coalesce(round(sum((r.score->>'added')::numeric) filter (where r.state = 'overridden'), 2), 0)::text as added
  from planning.risk r where r.org_id = books.org() and r.state <> 'open' and r.day > $1::date - 92 and ${MINE('r.warehouse_id')}`;
const SCORED = `select r.day::text as day, i.name, w.name as place, i.data->>'unit' as unit, trim_scale(r.quantity / 1000000.0)::text as system, trim_scale(r.decided_quantity / 1000000.0)::text as human,
    trim_scale(round((r.score->>'demand')::numeric, 3))::text as demand, round((r.score->>'added')::numeric, 2)::text as added, r.why, r.decided_name as "decidedBy"
  from planning.risk r join books.record i on i.org_id = r.org_id and i.id = r.item_id join books.record w on w.org_id = r.org_id and w.id = r.warehouse_id
  where r.org_id = books.org() and r.state = 'overridden' and r.scored_at is not null and ${MINE('r.warehouse_id')} order by r.day desc, r.rank limit 50`;

/** The list of a day (the newest without one), and what people's changes were worth in the last quarter. Three queries. */
export const riskPage = async (
  s: Snapshot,
  asked: { readonly day: string | null; readonly today: Day },
): Promise<{ rows: unknown[]; worth: unknown; scored: unknown[]; forecast: boolean }> => ({
  rows: await s.query(LIST, [asked.day]),
  worth: (await s.query(WORTH, [asked.today]))[0],
  scored: await s.query(SCORED),
  // Nothing to worry about, or nobody has looked yet: the page must not call one the other.
  forecast: (await s.query('select 1 from planning.current where org_id = books.org() limit 1')).length > 0,
});
