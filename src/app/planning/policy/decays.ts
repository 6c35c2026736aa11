// F8 on own history: how much of their value marked-down and scrapped goods still brought by age, and each category's curve refit to it.
import type { Day } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import { industryFor, refitFor } from '#planning';
import type { DecayPoint } from '#policy';
import type { Ports } from '../../context.ts';
import { settingsIn } from './gather.ts';

/**
 * What lots of the last year brought by category and age in days, as a share of the item's usual price in that kind of sale (the median, so that wholesale is no markdown);
 * what was written off brought nothing. Every sale counts, not the marked-down ones alone: else no age would ever keep its value. Ages without a made day are unknown.
 */
const POINTS = `with out as (
    select s.item_id, s.day - l.made as age, -s.qty as qty, s.counter, d.type, x.amount::float8 / nullif(x.base_qty, 0) as got
    from books.stock_line s join books.lot l on l.org_id = s.org_id and l.id = s.lot_id and l.made is not null join books.document d on d.org_id = s.org_id and d.id = s.doc_id
    left join books.document_line x on x.org_id = s.org_id and x.doc_id = s.doc_id and x.line_no = s.line_no
    where s.org_id = books.org() and s.counter in ('customer', 'loss') and s.qty < 0 and s.day between $1::date - 365 and $1::date and s.day >= l.made),
  usual as (select item_id, type, percentile_cont(0.5) within group (order by got) as price from out where counter = 'customer' and got > 0 group by 1, 2)
  select i.data->>'category' as category, o.age, (sum(case when o.counter = 'loss' then 0 else least(1, o.got / u.price) * o.qty end) / sum(o.qty))::float8 as kept, (sum(o.qty) / 1000000.0)::float8 as weight
  from out o join books.record i on i.org_id = books.org() and i.id = o.item_id left join usual u on u.item_id = o.item_id and u.type = o.type
  where i.data->>'category' is not null and (o.counter = 'loss' or u.price > 0) group by 1, 2`;
const CATEGORIES = `select id::text as id, name from books.record where org_id = books.org() and type = 'item-category'`;
const KEEP = `insert into planning.decay (org_id, category_id, industry, params, points, before, after, fitted_at)
  select books.org(), q.category, q.industry, q.params, q.points, q.before, q.after, $2::timestamptz from jsonb_to_recordset($1::jsonb) as q(category uuid, industry text, params jsonb, points int, before float8, after float8)
  on conflict (org_id, category_id) do update set industry = excluded.industry, params = excluded.params, points = excluded.points, before = excluded.before, after = excluded.after, fitted_at = excluded.fitted_at`;

/** Weight of a point: many pieces say more than one, but not a hundred times more. */
const weightOf = (pieces: number): number => Math.min(10, Math.sqrt(Math.max(0, pieces)));

/** Refits every category with a decay model and own history. Returns how many. */
export async function refitDecays(ports: Ports, scope: Scope, today: Day): Promise<number> {
  const whole = { ...scope, sites: null };
  const { points, categories, settings } = await ports.db.read(whole, async (s) => ({
    points: await s.query<DecayPoint & { category: string }>(POINTS, [today]),
    categories: await s.query<{ id: string; name: string }>(CATEGORIES),
    settings: await settingsIn(s),
  }));
  const fits = categories.flatMap((c) => {
    const industry = settings.categories[c.id]?.industry ?? industryFor(c.name);
    const own = points.filter((p) => p.category === c.id).map((p) => ({ age: p.age, kept: p.kept, weight: weightOf(p.weight) }));
    const fit = industry ? refitFor(industry, own) : null;
    return fit ? [{ category: c.id, industry, ...fit }] : [];
  });
  if (fits.length > 0) await ports.db.write(whole, (tx) => tx.query(KEEP, [JSON.stringify(fits), ports.clock.now()]));
  return fits.length;
}
