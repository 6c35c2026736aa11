// 替代原料采购预案 that people see and take: one becomes a 替代料申请单. What they are made of: plans.ts.
import { type Caller, run } from '#books/pen';
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import type { Option, Plan } from '#planning';
import type { Ports } from '../../context.ts';
import { problemOf } from '../../problem.ts';
import { type Decided, MINE } from './decide.ts';

type Stored = { readonly id: string; readonly item: string; readonly warehouse: string; readonly quantity: string; readonly facts: { readonly cause: string } & Plan };
const CLAIM = `update planning.suggestion s set state = 'accepted', decided_quantity = quantity, decided_by = $2, decided_name = $3, decided_at = $4::timestamptz, batch = $5, doc_type = 'substitute-request'
  where s.org_id = books.org() and s.id = $1 and s.state = 'open' and s.kind = 'substitute' and ${MINE('s.warehouse_id')}
  returning s.id::text, s.item_id::text as item, s.warehouse_id::text as warehouse, trim_scale(s.quantity / 1000000.0)::text as quantity, s.facts`;
const OPEN_AGAIN = `update planning.suggestion set state = 'open', batch = null, doc_type = null, decided_by = null, decided_name = null, decided_at = null, decided_quantity = null where org_id = books.org() and id = $1`;

const text = (n: number): string => n.toFixed(6).replace(/\.?0+$/, '');
function lineOf(plan: Stored, option: Option, rank: number): Record<string, unknown> {
  const base = { frozen: plan.item, at: plan.warehouse, short: plan.quantity, item: option.item, rank };
  return option.how === 'stock'
    ? { ...base, warehouse: option.warehouse, take: text(option.quantity), buy: '0' }
    : { ...base, warehouse: plan.warehouse, take: '0', buy: text(option.quantity), remark: `向${option.place}采购` };
}

/** Takes a plan: a 替代料申请单 as a draft, with the chosen options (by their place in the list). */
export async function acceptPlan(ports: Ports, caller: Caller, asked: { readonly id: string; readonly options: readonly number[]; readonly key: string }): Promise<Decided> {
  const key = `planning/${asked.key}/substitute`;
  const [plan] = await ports.db.write(caller.scope, (tx) => tx.query<Stored>(CLAIM, [asked.id, caller.actor.id, caller.actor.name, ports.clock.now(), key]));
  if (!plan) throw new Refusal(refuse('nothing-open'));
  const def = ports.catalog.document('substitute-request');
  const chosen = plan.facts.options.flatMap((o, i) => (asked.options.includes(i) ? [lineOf(plan, o, i + 1)] : []));
  const lines =
    chosen.length > 0 ? chosen : [{ frozen: plan.item, at: plan.warehouse, short: plan.quantity, item: plan.item, warehouse: plan.warehouse, take: '0', buy: plan.quantity }];
  const body = { day: ports.clock.today(), head: { cause: plan.facts.cause.slice(0, 120), remark: '替代原料采购预案' }, lines };
  const outcome = await run(ports, caller, { type: 'substitute-request', command: 'save', key, body });
  if (!outcome.ok) {
    await ports.db.write(caller.scope, (tx) => tx.query(OPEN_AGAIN, [asked.id]));
    return { documents: [], failed: [{ zh: def.zh, lines: lines.length, why: problemOf(outcome.refusal, def.refusals).detail }], decided: 0 };
  }
  await ports.db.write(caller.scope, (tx) => tx.query('update planning.suggestion set doc_id = $2 where org_id = books.org() and id = $1', [asked.id, outcome.reply.id]));
  return { documents: [{ type: 'substitute-request', zh: def.zh, id: outcome.reply.id, number: outcome.reply.number, lines: lines.length }], failed: [], decided: 1 };
}

export const plansIn = (s: Snapshot, today: Day): Promise<unknown[]> =>
  s.query(
    `select s.id::text as id, s.item_id::text as item, i.code, i.name, i.data->>'unit' as unit, w.name as place, trim_scale(s.quantity / 1000000.0)::text as short, s.need_by::text as "needBy", s.reason, s.state, s.facts->'options' as options,
       round((s.facts->>'left')::numeric, 3)::text as left, (s.facts->>'cover')::int as cover, p.name as supplier, s.decided_name as "decidedBy", s.decided_at as "decidedAt", s.doc_id::text as doc, s.why,
       (s.gain / 100.0)::numeric(20,2)::text as gain
     from planning.suggestion s join books.record i on i.org_id = s.org_id and i.id = s.item_id join books.record w on w.org_id = s.org_id and w.id = s.warehouse_id left join books.record p on p.org_id = s.org_id and p.id = s.supplier_id
     where s.org_id = books.org() and s.kind = 'substitute' and (s.state = 'open' or (s.state in ('accepted', 'rejected') and s.day > $1::date - 14)) and ${MINE('s.warehouse_id')} order by s.state = 'open' desc, s.gain desc, s.made_at desc limit 100`,
    [today],
  );
