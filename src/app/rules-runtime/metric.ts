// What a metric of the rules is here: one scalar of SQL over the asked rows `q`, in the unit people speak of.

/** `q` has: item, wh, lot, party, doc (uuid or null), target (text), d1, d2 (days, both included), today. */
export type MetricSql = {
  readonly sql: string;
  /** Of the figure: 元, 天, %, 次, ℃; 'qty' is the item's base unit. */
  readonly unit?: string;
  /** It moves with time alone, without anything happening. */
  readonly ages?: true;
};
export type Metrics = Readonly<Record<string, MetricSql>>;

/** A parameter a rule has set for the item, its category, its warehouse or everything; the narrowest counts, then the latest. Levels (A、B) are words. */
export const param = (what: string, as: 'numeric' | 'text' = 'numeric'): string =>
  `(select h.value::${as} from rules.hold h where h.org_id = books.org() and h.kind = 'param' and h.what = '${what}' and h.lifted_at is null and (h.until is null or h.until > now())
    and (h.target_id in ('*', q.item::text, q.party::text, q.wh::text) or h.target_id = (select c.data->>'category' from books.record c where c.org_id = books.org() and c.id = q.item))
    order by case when h.target_id = '*' then 3 when h.target_type = 'category' then 2 else 1 end, h.since desc limit 1)`;
export const field = (id: string, name: string): string => `(select nullif(r.data->>'${name}', '') from books.record r where r.org_id = books.org() and r.id = q.${id})`;
/** What machines and services outside last said. */
export const reading = (metric: string): string =>
  `(select g.value from rules.reading g where g.org_id = books.org() and g.metric = '${metric}' and g.target = coalesce(q.target, q.wh::text, '*'))`;
