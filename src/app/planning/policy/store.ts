// Levels and suggestions as they are kept: whole sets in one statement each; what a person decided is never touched again.
import type { Day } from '#kernel/day';
import type { Tx } from '#kernel/ports';
import type { Wish } from '#planning';
import type { Place } from './places.ts';

/** Base units → millionths, 元 → 分, as text for bigint columns. */
export const micro = (units: number): string => String(Math.round(units * 1e6));
export const fenOf = (yuan: number): string => String(Math.round(yuan * 100));

const short = (v: number): number => Math.round(v * 1e4) / 1e4;

/** What the numbers were made of, for screens and for explaining later. No costs: those are for some eyes only. */
const factsOf = (p: Place): Record<string, unknown> => ({
  class: p.class,
  life: p.life,
  review: p.way.review,
  lead: { mean: short(p.way.lead.mean), p90: p.way.lead.p90, seen: p.way.lead.seen },
  risk: short(p.way.risk),
  source: p.spot.source.kind,
  supplier: p.spot.source.kind === 'purchase' ? p.spot.source.supplier : null,
  from: p.spot.source.kind === 'transfer' ? p.spot.source.from : null,
  feeds: p.spot.feeds,
  low: short(p.level.low),
  high: short(p.level.high),
  stockoutChance: short(p.level.stockoutChance),
  expectedShort: short(p.level.expectedShort),
  outdating: short(p.level.outdating),
  average: short(p.average),
  rules: p.changes.map((c) => c.why),
  cover: p.spot.cover,
  interval: { levels: p.level.interval.levels, at: p.level.interval.at.map(short), mean: short(p.level.interval.mean) },
});

const LEVELS_IN = `insert into planning.level (org_id, item_id, warehouse_id, job_id, made_at, origin, mean, safety, reorder_point, target, static_safety, static_reorder, static_target, abc, fill, reasons, facts)
  select books.org(), q.item, q.warehouse, $2, $3::timestamptz, $4::date, q.mean, q.safety, q.reorder, q.target, q.ss, q.sr, q.st, q.abc, q.fill, q.reasons, q.facts
  from jsonb_to_recordset($1::jsonb) as q(item uuid, warehouse uuid, mean bigint, safety bigint, reorder bigint, target bigint, ss bigint, sr bigint, st bigint, abc text, fill float8, reasons text[], facts jsonb)
  on conflict (org_id, item_id, warehouse_id) do update set job_id = excluded.job_id, made_at = excluded.made_at, origin = excluded.origin, mean = excluded.mean, safety = excluded.safety,
    reorder_point = excluded.reorder_point, target = excluded.target, static_safety = excluded.static_safety, static_reorder = excluded.static_reorder, static_target = excluded.static_target,
    abc = excluded.abc, fill = excluded.fill, reasons = excluded.reasons, facts = excluded.facts where level.made_at <= excluded.made_at`;
/** Series that have no forecast any more have no level. */
const LEVELS_GONE = `delete from planning.level l where l.org_id = books.org() and l.made_at <= $1::timestamptz and ($2::uuid[] is null or l.item_id = any ($2::uuid[]))
  and not exists (select from unnest($3::uuid[], $4::uuid[]) as q(item, warehouse) where q.item = l.item_id and q.warehouse = l.warehouse_id)`;

/** A level as LEVELS_IN reads it. */
function levelRow(p: Place) {
  // What is counted in whole units is kept in whole units.
  const units = (v: number): string => micro(p.spot.pack >= 1 ? Math.ceil(v - 1e-6) : v);
  return {
    item: p.spot.item,
    warehouse: p.spot.warehouse,
    mean: micro(p.level.mean),
    safety: units(p.level.safety),
    reorder: units(p.level.reorder),
    target: units(p.level.target),
    ss: units(p.level.static.safety),
    sr: units(p.level.static.reorder),
    st: units(p.level.static.target),
    abc: p.grade,
    fill: p.fill,
    reasons: p.level.reasons,
    facts: factsOf(p),
  };
}

type Made = { readonly job: string; readonly origin: Day; readonly at: string; readonly items: readonly string[] | null };

/** All levels that were made: as JSON in pieces small enough to write one at a time, and whose they are. */
export type Levels = { readonly pieces: readonly string[]; readonly items: readonly string[]; readonly warehouses: readonly string[] };
/** Levels a statement writes. */
const ROWS = 100;
export function levelsOf(places: readonly Place[]): Levels {
  const rows = places.map(levelRow);
  return {
    pieces: Array.from({ length: Math.ceil(rows.length / ROWS) }, (_, i) => JSON.stringify(rows.slice(ROWS * i, ROWS * (i + 1)))),
    items: rows.map((r) => r.item),
    warehouses: rows.map((r) => r.warehouse),
  };
}

/** Writes levels piece by piece, each in a transaction of its own, so that bookings come in between; then those go that were not made any more. */
export async function saveLevels(write: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>, levels: Levels, made: Made): Promise<void> {
  for (const rows of levels.pieces) await write((tx) => tx.query(LEVELS_IN, [rows, made.job, made.at, made.origin]));
  await write((tx) => tx.query(LEVELS_GONE, [made.at, made.items, levels.items, levels.warehouses]));
}

const Q = `jsonb_to_recordset($1::jsonb) as q(id uuid, kind text, item uuid, warehouse uuid, "from" uuid, supplier uuid, quantity bigint, need date, price bigint, money bigint, gain bigint, reason text, facts jsonb)`;
const SAME = `s.kind = q.kind and s.item_id = q.item and s.warehouse_id = q.warehouse and s.from_id is not distinct from q."from"`;
const OPEN = `s.org_id = books.org() and s.state = 'open' and s.kind = any ($3::text[])`;
const EXPIRE = `update planning.suggestion s set state = 'expired', decided_at = $4::timestamptz, why = '库存或预测已变，不再需要' where ${OPEN}
  and ($2::uuid[] is null or s.item_id = any ($2::uuid[])) and not exists (select from ${Q} where ${SAME})`;
const FOLLOW = `update planning.suggestion s set made_at = $3::timestamptz, day = $4::date, supplier_id = q.supplier, quantity = q.quantity, need_by = q.need, price = q.price, money = q.money, gain = q.gain, reason = q.reason, facts = q.facts
  from ${Q} where ${OPEN.replace('$3', '$2')} and ${SAME}
    and (s.quantity, s.supplier_id, s.price, s.reason, s.need_by, s.day) is distinct from (q.quantity, q.supplier, q.price, q.reason, q.need, $4::date)`;
/** What a person refused or cut down today is not put before them again today. */
const ADD = `insert into planning.suggestion (org_id, id, made_at, day, kind, item_id, warehouse_id, from_id, supplier_id, quantity, need_by, price, money, gain, reason, facts)
  select books.org(), q.id, $2::timestamptz, $3::date, q.kind, q.item, q.warehouse, q."from", q.supplier, q.quantity, q.need, q.price, q.money, q.gain, q.reason, q.facts from ${Q}
  where not exists (select from planning.suggestion s where s.org_id = books.org() and s.state in ('rejected', 'adjusted') and s.day = $3::date and ${SAME}) on conflict do nothing`;

export type Wanted = Pick<Wish, 'item' | 'warehouse' | 'from' | 'supplier' | 'quantity' | 'price' | 'gain' | 'reason'> & {
  readonly kind: Wish['kind'] | 'substitute';
  readonly needBy: Day;
  readonly facts: Readonly<Record<string, unknown>>;
};

/** Brings the open suggestions of the given kinds (of some items, or all) in line with what is wanted now. Three statements. */
export async function syncSuggestions(
  tx: Tx,
  wanted: readonly Wanted[],
  job: { readonly items: readonly string[] | null; readonly kinds: readonly string[]; readonly at: string; readonly today: Day; readonly ids: () => string },
): Promise<void> {
  const rows = JSON.stringify(
    wanted.map((w) => ({
      id: job.ids(),
      kind: w.kind,
      item: w.item,
      warehouse: w.warehouse,
      from: w.from,
      supplier: w.supplier,
      quantity: micro(w.quantity),
      need: w.needBy,
      price: w.price === null ? null : micro(w.price),
      money: w.price === null ? '0' : fenOf(w.price * w.quantity),
      gain: fenOf(w.gain),
      reason: w.reason,
      facts: w.facts,
    })),
  );
  await tx.query(EXPIRE, [rows, job.items, job.kinds, job.at]);
  await tx.query(FOLLOW, [rows, job.kinds, job.at, job.today]);
  await tx.query(ADD, [rows, job.at, job.today]);
}

/** Decisions whose document never came (the process died in between) find it, or stand open again. */
export async function recoverDecisions(tx: Tx, before: string): Promise<void> {
  await tx.query(
    `update planning.suggestion s set doc_id = (c.reply->>'id')::uuid from books.command_log c where s.org_id = books.org() and s.state in ('accepted', 'adjusted') and s.doc_id is null and c.org_id = s.org_id and c.key = s.batch`,
  );
  await tx.query(
    `update planning.suggestion s set state = case when exists (select from planning.suggestion o where o.org_id = s.org_id and o.state = 'open' and o.kind = s.kind and o.item_id = s.item_id and o.warehouse_id = s.warehouse_id
        and o.from_id is not distinct from s.from_id) then 'expired' else 'open' end, batch = null, decided_by = null, decided_name = null, decided_at = null, decided_quantity = null, why = null
      where s.org_id = books.org() and s.state in ('accepted', 'adjusted') and s.doc_id is null and s.decided_at < $1::timestamptz`,
    [before],
  );
}
