// Signals as columns of a forecast: every day as it was known so many days before it, never better; only what proved itself, unless asked by name.
import { addDays, type Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Snapshot } from '#kernel/ports';
import { CARRY_DAYS, filled, type Level, type Missing } from '#planning';
import type { KnownSeries } from './hooks.ts';

type Known = { code: string; level: Level; ahead: number; missing: Missing; target: string; day: Day; value: number };
/** Which signals: those the gate kept, or these whatever it said (to be tried). */
export type ColumnsWanted = { readonly from: Day; readonly to: Day; readonly asOf: string; readonly only?: readonly string[] };

/**
 * One reading a target and day: of past days the last word of `ahead` − 1 days before (that is what a forecast would have had), of coming
 * days the last word before `asOf`. Signals known only afterwards (ahead 0) give no column.
 */
const READINGS = `with used as (
    select s.id, s.code, s.level, s.ahead, s.missing from planning.signal s where s.org_id = books.org() and s.ahead > 0 and case when $4::uuid[] is null then s.state = 'on' and
      coalesce((select (t.result->>'kept')::boolean from planning.trial t where t.org_id = s.org_id and t.kind = 'gate' and t.subject = s.id and t.state = 'done' order by t.asked_at desc limit 1), false) else s.id = any ($4) end)
  select distinct on (u.code, r.target, r.day) u.code, u.level, u.ahead, u.missing, r.target, r.day::text as day, r.value
    from used u join planning.reading r on r.org_id = books.org() and r.signal_id = u.id
   where r.day between $1::date - ${CARRY_DAYS} and $2::date
     and r.vintage <= least($3::timestamptz, case when r.day <= ($3::timestamptz at time zone 'Asia/Shanghai')::date then (r.day - (u.ahead - 1))::timestamp at time zone 'Asia/Shanghai' end)
   order by u.code, r.target, r.day, r.vintage desc`;

/** Columns of the days from…to (inclusive). Category signals come one an item. At most three queries. */
export async function signalColumns(s: Snapshot, wanted: ColumnsWanted): Promise<readonly KnownSeries[]> {
  const rows = await s.query<Known>(READINGS, [wanted.from, wanted.to, wanted.asOf, wanted.only ?? null]);
  if (rows.length === 0) return [];
  const [clock] = await s.query<{ today: Day }>(`select ($1::timestamptz at time zone 'Asia/Shanghai')::date::text as today`, [wanted.asOf]);
  const today = clock?.today ?? wanted.to;
  const members = rows.some((r) => r.level === 'category')
    ? await itemsOf(s, [...new Set(rows.flatMap((r) => (r.level === 'category' ? [r.target] : [])))])
    : new Map<string, string[]>();
  return [...grouped(rows, (r) => `${r.code}\u0000${r.target}`).values()].flatMap((of): KnownSeries[] => {
    const [first] = of;
    if (!first) return [];
    const reach = addDays(today, first.ahead - 1);
    const values = filled(new Map(of.map((r) => [r.day, r.value])), { from: wanted.from, to: wanted.to < reach ? wanted.to : reach }, first.missing);
    const column = { name: first.code, values, ahead: first.ahead };
    if (first.level === 'category') return (members.get(first.target) ?? []).map((item) => ({ ...column, item, warehouse: null }));
    return [{ ...column, item: first.level === 'item' ? first.target : null, warehouse: first.level === 'warehouse' ? first.target : null }];
  });
}

/** Items of a category and of those below it. */
async function itemsOf(s: Snapshot, categories: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = await s.query<{ category: string; item: string }>(
    `with recursive below as (
       select r.id as top, r.id from books.record r where r.org_id = books.org() and r.id = any ($1::uuid[])
       union select b.top, r.id from below b join books.record r on r.org_id = books.org() and r.type = 'item-category' and r.data->>'parent' = b.id::text)
     select b.top::text as category, i.id::text as item from below b join books.record i on i.org_id = books.org() and i.type = 'item' and i.data->>'category' = b.id::text`,
    [categories],
  );
  const out = new Map<string, string[]>();
  for (const r of rows) out.set(r.category, [...(out.get(r.category) ?? []), r.item]);
  return out;
}
