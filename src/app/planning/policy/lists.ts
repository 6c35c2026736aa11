// What the pages of 补货 show: suggestions, levels, settings. One statement a page; money only for who may see it.
import type { Snapshot, Tx } from '#kernel/ports';
import { industryFor } from '#planning';
import { MINE } from './decide.ts';

const Q = (column: string): string => `trim_scale(${column} / 1000000.0)::text`;
const ITEM = `i.code, i.name, i.data->>'unit' as unit`;

const SUGGESTIONS = `select s.id::text as id, s.kind, s.state, s.day::text as day, s.item_id::text as item, ${ITEM}, i.data->>'spec' as spec, s.warehouse_id::text as warehouse, w.name as place, s.from_id::text as "from", f.name as "fromName",
    s.supplier_id::text as supplier, p.name as "supplierName", ${Q('s.quantity')} as quantity, s.need_by::text as "needBy", case when $4 then trim_scale(s.price / 1000000.0)::text end as price,
    case when $4 then (s.money / 100.0)::numeric(20,2)::text end as money, (s.gain / 100.0)::numeric(20,2)::text as gain, s.reason, s.why, s.decided_name as "decidedBy", s.decided_at as "decidedAt",
    ${Q('s.decided_quantity')} as "decidedQuantity", s.doc_type as "docType", s.doc_id::text as doc, d.number as "docNumber", (s.facts->>'cover')::int as cover, l.abc, round((s.facts->'score'->>'added')::numeric, 2)::text as added, round((s.facts->'score'->>'demand')::numeric, 3)::text as demand, s.facts->'known'->>'due' as due
  from planning.suggestion s join books.record i on i.org_id = s.org_id and i.id = s.item_id join books.record w on w.org_id = s.org_id and w.id = s.warehouse_id
  left join books.record f on f.org_id = s.org_id and f.id = s.from_id left join books.record p on p.org_id = s.org_id and p.id = s.supplier_id left join books.document d on d.org_id = s.org_id and d.id = s.doc_id
  left join planning.level l on l.org_id = s.org_id and l.item_id = s.item_id and l.warehouse_id = s.warehouse_id
  where s.org_id = books.org() and s.kind <> 'substitute' and case when $1 = 'open' then s.state = 'open' else s.state in ('accepted', 'adjusted', 'rejected') and s.day > $5::date - 30 end
    and ($2::text is null or s.kind = $2) and ($3::uuid is null or s.warehouse_id = $3::uuid) and ${MINE('s.warehouse_id')}
  order by case when $1 = 'open' then null else s.decided_at end desc nulls last, s.need_by, s.gain desc, s.id limit 2000`;

type Asked = { readonly state: 'open' | 'done'; readonly kind: string | null; readonly warehouse: string | null; readonly price: boolean; readonly today: string };
export const suggestionsIn = (s: Snapshot, asked: Asked): Promise<unknown[]> => s.query(SUGGESTIONS, [asked.state, asked.kind, asked.warehouse, asked.price, asked.today]);

/** How fresh what stands here is: the forecast's day and when levels were made. */
export const freshnessIn = async (s: Snapshot): Promise<unknown> =>
  (
    await s.query(
      `select max(l.origin)::text as origin, max(l.made_at) as "madeAt", count(*)::int as levels, (select count(*)::int from planning.current where org_id = books.org()) > 0 as forecast from planning.level l where l.org_id = books.org()`,
    )
  )[0];

const LEVELS = `select l.item_id::text as item, ${ITEM}, l.warehouse_id::text as warehouse, w.name as place, ${Q('l.safety')} as safety, ${Q('l.reorder_point')} as reorder, ${Q('l.target')} as target, ${Q('l.static_safety')} as "staticSafety",
    ${Q('l.static_reorder')} as "staticReorder", ${Q('l.static_target')} as "staticTarget", ${Q('l.mean')} as mean, l.abc, l.fill, l.reasons, l.facts - 'interval' as facts, l.origin::text as origin, p.name as "supplierName", f.name as "fromName",
    ${Q('b.on_hand')} as "onHand", ${Q('b.in_transit')} as transit, ${Q('b.allocated')} as allocated
  from planning.level l join books.record i on i.org_id = l.org_id and i.id = l.item_id join books.record w on w.org_id = l.org_id and w.id = l.warehouse_id
  left join books.record p on p.org_id = l.org_id and p.id = (l.facts->>'supplier')::uuid left join books.record f on f.org_id = l.org_id and f.id = (l.facts->>'from')::uuid
  cross join lateral (select coalesce(sum(b.on_hand), 0) as on_hand, coalesce(sum(b.in_transit), 0) as in_transit, coalesce(sum(b.allocated), 0) as allocated from books.stock_balance b
    where b.org_id = l.org_id and b.item_id = l.item_id and b.warehouse_id = l.warehouse_id) b
  where l.org_id = books.org() and l.item_id = $1 and ${MINE('l.warehouse_id')} order by w.code`;
/** The levels of one item, warehouse by warehouse, with their reasons. */
export const levelsOf = (s: Snapshot, item: string): Promise<unknown[]> => s.query(LEVELS, [item]);

/** Settings as they are kept, and the categories and suppliers they may be about. */
export const settingsPage = async (s: Snapshot): Promise<{ readonly settings: unknown[]; readonly categories: unknown[]; readonly suppliers: unknown[] }> => ({
  settings: await s.query(
    `select kind, target_id::text as target, data, changed_by as "changedBy", changed_at as "changedAt" from planning.policy_setting where org_id = books.org()`,
  ),
  categories: (
    await s.query<{ name: string }>(
      `select c.id::text as id, c.name, d.industry, d.points, d.params, d.before, d.after from books.record c left join planning.decay d on d.org_id = c.org_id and d.category_id = c.id where c.org_id = books.org() and c.type = 'item-category' and c.active order by c.code`,
    )
  ).map((c) => ({ ...c, guess: industryFor(c.name) })),
  suppliers: await s.query(
    `select id::text as id, name, (data->>'leadDays')::int as lead from books.record where org_id = books.org() and type = 'supplier' and active order by code limit 500`,
  ),
});

export const saveSetting = (
  tx: Tx,
  given: { readonly kind: string; readonly target: string; readonly data: unknown; readonly by: string; readonly at: string },
): Promise<unknown> =>
  tx.query(
    `insert into planning.policy_setting (org_id, kind, target_id, data, changed_by, changed_at) values (books.org(), $1, $2, $3::jsonb, $4, $5::timestamptz)
     on conflict (org_id, kind, target_id) do update set data = excluded.data, changed_by = excluded.changed_by, changed_at = excluded.changed_at`,
    [given.kind, given.target, JSON.stringify(given.data), given.by, given.at],
  );
