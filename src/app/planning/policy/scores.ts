// What a person's word on a suggestion was worth: an adjusted or refused quantity is held against the demand that really came, once its days are over.
import type { Scope } from '#kernel/ports';
import { scoreOf, type Decided as Known } from '#planning';
import type { Ports } from '../../context.ts';

/** Kept with a suggestion from the day it is made, so that a decision on it can be scored. Costs are for the score only; no page shows them. */
export type ScoreFacts = Omit<Known, 'system' | 'human'> & { readonly warehouses: readonly string[]; readonly due: string };

const TO_SCORE = `select s.id::text as id, (s.quantity / 1000000.0)::float8 as system, (s.decided_quantity / 1000000.0)::float8 as human, s.facts->'known' as known,
    (select coalesce(sum(d.clean), 0) / 1000000.0 from planning.demand d where d.org_id = s.org_id and d.item_id = s.item_id and d.warehouse_id in (select x::uuid from jsonb_array_elements_text(s.facts->'known'->'warehouses') x)
      and d.day > s.day and d.day <= (s.facts->'known'->>'due')::date)::float8 as demand
  from planning.suggestion s where s.org_id = books.org() and s.state in ('adjusted', 'rejected') and s.kind <> 'substitute' and not s.facts ? 'score' and s.facts ? 'known'
    and (s.facts->'known'->>'due')::date < (select until from planning.built where org_id = s.org_id)`;
type ToScore = { readonly id: string; readonly system: number; readonly human: number; readonly known: ScoreFacts; readonly demand: number };

/** Scores every adjusted or refused suggestion whose days are over; returns how many. */
export async function scoreSuggestions(ports: Ports, scope: Scope): Promise<number> {
  const whole = { ...scope, sites: null };
  const due = await ports.db.read(whole, (s) => s.query<ToScore>(TO_SCORE));
  if (due.length === 0) return 0;
  const scored = due.map(({ id, known, system, human, demand }) => ({ id, score: scoreOf({ ...known, system, human }, demand) }));
  await ports.db.write(whole, (tx) =>
    tx.query(
      `update planning.suggestion s set facts = s.facts || jsonb_build_object('score', q.score) from jsonb_to_recordset($1::jsonb) as q(id uuid, score jsonb) where s.org_id = books.org() and s.id = q.id`,
      [JSON.stringify(scored)],
    ),
  );
  return scored.length;
}
