// F8 on own history: how much of their value marked-down and scrapped goods still brought by age, and each category's curve refit to it.
import type { Day } from '#kernel/day';
import type { Scope, Snapshot } from '#kernel/ports';
import { type DecayParameter, industryFor, lifeOf, parametersOf, paramsFor, refitFor, USUAL_THRESHOLD } from '#planning';
import { decayModel, type DecayParams, type DecayPoint } from '#policy';
import type { Ports } from '../../context.ts';
import { settingsIn } from './gather.ts';

/**
 * What lots of a category brought in the last year by age in days, as a share of the item's usual price in that kind of sale (the median, so that wholesale is no markdown);
 * what was written off brought nothing. $2: the category. Every sale counts, not the marked-down ones alone: else no age would ever keep its value. Ages without a made day are unknown.
 */
const POINTS = `with out as (
    select s.item_id, s.day - l.made as age, -s.qty as qty, s.counter, d.type, x.amount::float8 / nullif(x.base_qty, 0) as got
    from books.stock_line s join books.lot l on l.org_id = s.org_id and l.id = s.lot_id and l.made is not null join books.document d on d.org_id = s.org_id and d.id = s.doc_id
    left join books.document_line x on x.org_id = s.org_id and x.doc_id = s.doc_id and x.line_no = s.line_no
    where s.org_id = books.org() and s.counter in ('customer', 'loss') and s.qty < 0 and s.day between $1::date - 365 and $1::date and s.day >= l.made
      and s.item_id = any (array(select c.id from books.record c where c.org_id = books.org() and c.type = 'item' and c.data->>'category' = $2::text))),
  usual as (select item_id, type, percentile_cont(0.5) within group (order by got) as price from out where counter = 'customer' and got > 0 group by 1, 2)
  select o.age, (sum(case when o.counter = 'loss' then 0 else least(1, o.got / u.price) * o.qty end) / sum(o.qty))::float8 as kept, (sum(o.qty) / 1000000.0)::float8 as weight
  from out o left join usual u on u.item_id = o.item_id and u.type = o.type where o.counter = 'loss' or u.price > 0 group by 1`;
const CATEGORIES = `select id::text as id, name from books.record where org_id = books.org() and type = 'item-category'`;
const KEEP = `insert into planning.decay (org_id, category_id, industry, params, points, before, after, fitted_at) values (books.org(), $1, $2, $3::jsonb, $4, $5, $6, $7::timestamptz)
  on conflict (org_id, category_id) do update set industry = excluded.industry, params = excluded.params, points = excluded.points, before = excluded.before, after = excluded.after, fitted_at = excluded.fitted_at`;

/** Weight of a point: many pieces say more than one, but not a hundred times more. */
const weightOf = (pieces: number): number => Math.min(10, Math.sqrt(Math.max(0, pieces)));

/** Refits every category with a decay model and own history, one after the other, so that bookings come in between. Returns how many. */
export async function refitDecays(ports: Ports, scope: Scope, today: Day): Promise<number> {
  const whole = { ...scope, sites: null };
  const { categories, settings } = await ports.db.read(whole, async (s) => ({
    categories: await s.query<{ id: string; name: string }>(CATEGORIES),
    settings: await settingsIn(s),
  }));
  let fitted = 0;
  for (const c of categories) {
    const industry = settings.categories[c.id]?.industry ?? industryFor(c.name);
    if (!industry) continue;
    const points = await ports.db.read(whole, (s) => s.query<DecayPoint>(POINTS, [today, c.id]));
    const fit = refitFor(
      industry,
      points.map((p) => ({ age: p.age, kept: p.kept, weight: weightOf(p.weight) })),
    );
    if (!fit) continue;
    await ports.db.write(whole, (tx) => tx.query(KEEP, [c.id, industry, JSON.stringify(fit.params), fit.points, fit.before, fit.after, ports.clock.now()]));
    fitted += 1;
  }
  return fitted;
}

export type DecayPage = {
  readonly industry: string;
  readonly curve: string;
  readonly formula: string;
  readonly rule: string;
  readonly parameters: readonly DecayParameter[];
  /** Share of value below which goods count as not sellable, and after how many days that is; null = it does not come to that. */
  readonly threshold: number;
  readonly life: number | null;
  /** Value kept day by day from age 0: by the trade's parameters and by those that hold. */
  readonly usual: readonly number[];
  readonly now: readonly number[];
  /** What own sales and scrap of the last year brought by age. */
  readonly seen: readonly DecayPoint[];
};
/** The picture reaches so far beyond the printed life, and at most so many days. */
const BEYOND = 1.15;
const DAYS_MOST = 1100;

/** A category's decay model with its picture; null where none holds. Three queries. `today` as in refitDecays. */
export async function decayPage(s: Snapshot, category: string, today: Day): Promise<DecayPage | null> {
  const settings = await settingsIn(s);
  const [about] = await s.query<{ name: string; industry: string | null; params: DecayParams | null; shelf: number | null }>(
    `select c.name, d.industry, d.params, (select percentile_cont(0.5) within group (order by (i.data->>'shelfLifeDays')::float8) from books.record i
        where i.org_id = c.org_id and i.type = 'item' and i.active and i.data->>'category' = c.id::text and i.data->>'shelfLifeDays' is not null)::int as shelf
      from books.record c left join planning.decay d on d.org_id = c.org_id and d.category_id = c.id where c.org_id = books.org() and c.id = $1 and c.type = 'item-category'`,
    [category],
  );
  const own = settings.categories[category] ?? {};
  const industry = own.industry ?? about?.industry ?? industryFor(about?.name ?? '');
  const model = about && industry ? decayModel(industry) : undefined;
  if (!about || !model) return null;
  const fitted = about.industry === industry ? about.params : null;
  const [usual, now] = [paramsFor(model, null, about.shelf), paramsFor(model, { ...fitted, ...own.params }, about.shelf)];
  const threshold = own.threshold ?? USUAL_THRESHOLD;
  const life = lifeOf({ shelfLife: about.shelf, removal: null, industry: model.industry, fitted: { ...fitted, ...own.params }, threshold });
  const days = Math.min(DAYS_MOST, Math.ceil(BEYOND * Math.max(10, about.shelf ?? 0, life ?? 0, now['shelf'] ?? 0)));
  const line = (params: DecayParams): number[] => Array.from({ length: days + 1 }, (_, age) => Math.round(1000 * model.value(params, age)) / 1000);
  return {
    industry: model.industry,
    curve: model.curve,
    formula: model.formula,
    rule: model.rule,
    parameters: parametersOf(model, fitted, own.params ?? {}),
    threshold,
    life,
    usual: line(usual),
    now: line(now),
    seen: await s.query<DecayPoint>(`select age::int as age, kept, weight from (${POINTS}) p where age <= $3 order by age`, [today, category, days]),
  };
}
