// F10: how well stock served, day by day: fill rate, stock-outs, turnover, waste, slow and expiring goods, forecast accuracy. Days are written down each morning, pages read them.
import { addDays, type Day } from '#kernel/day';
import type { Scope, Snapshot } from '#kernel/ports';
import type { Ports } from '../../context.ts';
import { GONE_DAYS, LAST_COST } from './gather-sql.ts';

/** Days written down at the first time, and days that late papers may still change, or that turn out to be the first of a month off the shelves. */
const BACK = 182;
const AGAIN = GONE_DAYS + 1;
/** No sale for so long = slow. */
export const SLOW_DAYS = 30;

/**
 * One day. Money in 元; demand, lost and error at sale prices, so that kilograms and boxes add up. `lost` estimates what would have been sold on days that were
 * sold out: the series' usual day less what was sold. slow, expiring and their value are known only of days on which they were looked at.
 */
type DayData = {
  readonly cogs: number;
  readonly waste: number;
  readonly stock: number;
  readonly demand: number;
  readonly lost: number;
  readonly series: number;
  readonly out: number;
  readonly error: number;
  readonly foreseen: number;
  /** Forecast series that ran empty: what was wanted is unknown, so they are not in error and foreseen. */
  readonly unknown?: number;
  readonly slow?: number;
  readonly expiring?: number;
};

/** Was all that was wanted on a day of demand `d` there to be sold (or nothing wanted)? What a person set aside as no sell-out counts as seen. */
export const KNOWN = `(coalesce(d.offered, true) and (not coalesce(d.censored, false) or exists (select from planning.clean_change c
      where c.org_id = d.org_id and c.item_id = d.item_id and c.warehouse_id = d.warehouse_id and c.day = d.day and c.kind = '缺货截断' and c.undone_at is not null)))`;

/** Days of a month or more in a row without anything on the shelf: goods taken out or out of season are not out of stock. `from`: the first day asked about. */
export const OFF_SHELF = (from: string): string => `(select item_id, warehouse_id, day from (select r.*, count(*) over (partition by r.item_id, r.warehouse_id, r.run) as days
      from (select x.item_id, x.warehouse_id, x.day, x.day - (row_number() over (partition by x.item_id, x.warehouse_id order by x.day))::int as run
        from planning.demand x where x.org_id = books.org() and not x.offered and x.day > ${from} - ${GONE_DAYS}) r) o where o.days >= ${GONE_DAYS} and o.day >= ${from})`;

const DAYS = `with span as (select d::date as day from generate_series($1::date, $2::date, interval '1 day') d),
  money as (select s.day, sum(-s.cost) filter (where s.counter = 'customer') as cogs, sum(-s.cost) filter (where s.counter = 'loss') as waste, sum(s.cost) as moved
    from books.stock_line s where s.org_id = books.org() and s.period >= to_char($1::date, 'YYYYMM')::int and s.day >= $1::date group by 1),
  opening as (select (select coalesce(sum(v.value), 0) from books.item_value v where v.org_id = books.org()) - coalesce(sum(m.moved), 0) as value from money m),
  price as (select id, coalesce((data->>'salePrice')::float8, (data->>'purchasePrice')::float8, p.cost, 1) as price from books.record left join ${LAST_COST} p on p.item_id = id where org_id = books.org() and type = 'item'),
  usual as (select item_id, warehouse_id, min(day) as first, sum(clean) filter (where offered and not censored) / greatest(1, 56 - count(*) filter (where not offered or censored))::float8 as day_mean
    from planning.demand where org_id = books.org() and day > $2::date - 56 group by 1, 2),
  gone as materialized ${OFF_SHELF('$1::date')},
  wanted as (select d.day, sum(d.clean * p.price) / 1000000.0 as demand, sum(case when (d.censored or not d.offered) and g.day is null then greatest(0, coalesce(u.day_mean, 0) - d.clean) * p.price else 0 end) / 1000000.0 as lost,
      count(*) filter (where (d.censored or not d.offered) and g.day is null) as out
    from planning.demand d join price p on p.id = d.item_id left join usual u on u.item_id = d.item_id and u.warehouse_id = d.warehouse_id
    left join gone g on g.item_id = d.item_id and g.warehouse_id = d.warehouse_id and g.day = d.day
    where d.org_id = books.org() and d.day between $1::date and $2::date group by 1),
  ranged as (select item_id, warehouse_id, min(day) as first, max(day) as last from planning.demand where org_id = books.org() group by 1, 2),
  live as (select s.day, count(*) - (select count(*) from gone g where g.day = s.day) as series from span s join ranged r on r.first <= s.day and r.last >= s.day - 56 group by 1),
  job as (select s.day, (select j.id from planning.job j where j.org_id = books.org() and j.state = 'done' and j.kind in ('train', 'refresh') and j.origin <= s.day and j.origin > s.day - 7 order by j.origin desc, j.ended_at desc limit 1) as id from span s),
  seen as (select j.day, sum(abs(f.means[j.day - f.origin + 1] - coalesce(d.clean, 0) / 1000000.0) * p.price) filter (where k.known) as error, sum(coalesce(d.clean, 0) / 1000000.0 * p.price) filter (where k.known) as foreseen,
      count(*) filter (where not k.known) as unknown
    from job j join planning.forecast f on f.org_id = books.org() and f.job_id = j.id and j.day - f.origin < f.horizon join price p on p.id = f.item_id
    left join planning.demand d on d.org_id = f.org_id and d.item_id = f.item_id and d.warehouse_id = f.warehouse_id and d.day = j.day cross join lateral (select ${KNOWN} as known) k
    where j.day < $3::date group by 1)
  select s.day::text as day, coalesce(m.cogs, 0)::float8 / 100 as cogs, coalesce(m.waste, 0)::float8 / 100 as waste, ((select value from opening) + sum(coalesce(m.moved, 0)) over (order by s.day))::float8 / 100 as stock,
    coalesce(w.demand, 0)::float8 as demand, coalesce(w.lost, 0)::float8 as lost, coalesce(l.series, 0)::int as series, coalesce(w.out, 0)::int as out, coalesce(e.error, 0)::float8 as error, coalesce(e.foreseen, 0)::float8 as foreseen, coalesce(e.unknown, 0)::int as unknown
  from span s left join money m on m.day = s.day left join wanted w on w.day = s.day left join live l on l.day = s.day left join seen e on e.day = s.day order by s.day`;

/** Goods with stock and no sale or use for SLOW_DAYS, and lots near their end with stock, in 元. */
const STANDING = `select (select coalesce(sum(v.value), 0)::float8 / 100 from books.item_value v where v.org_id = books.org() and v.qty > 0 and not exists (select from books.stock_line s where s.org_id = v.org_id and s.item_id = v.item_id
      and s.day > $1::date - ${SLOW_DAYS} and s.qty < 0 and s.counter in ('customer', 'usage', 'conversion'))
      and exists (select from books.stock_line s where s.org_id = v.org_id and s.item_id = v.item_id and s.day <= $1::date - ${SLOW_DAYS})) as slow,
  (select coalesce(sum(b.on_hand * v.value / nullif(v.qty, 0)), 0)::float8 / 100 from books.lot l join books.record i on i.org_id = l.org_id and i.id = l.item_id join books.stock_balance b on b.org_id = l.org_id and b.lot_id = l.id
      join books.item_value v on v.org_id = l.org_id and v.item_id = l.item_id
    where l.org_id = books.org() and b.on_hand > 0 and l.expires <= $1::date + least(coalesce((i.data->>'alertDays')::int, 30), greatest(1, coalesce((i.data->>'shelfLifeDays')::int, 90) / 3))) as expiring`;

const KEEP = `insert into planning.kpi_day (org_id, day, data) select books.org(), q.day, q.data from jsonb_to_recordset($1::jsonb) as q(day date, data jsonb)
  on conflict (org_id, day) do update set data = kpi_day.data || excluded.data`;

/** Writes down the days up to yesterday, and how today stands. */
export async function writeKpi(ports: Ports, scope: Scope, today: Day): Promise<void> {
  const whole = { ...scope, sites: null };
  const rows = await ports.db.read(whole, async (s) => {
    const [last] = await s.query<{ day: Day | null }>('select max(day)::text as day from planning.kpi_day where org_id = books.org()');
    const from = last?.day ? addDays(last.day < today ? last.day : today, -AGAIN) : addDays(today, -BACK);
    const days = await s.query<DayData & { day: Day }>(DAYS, [from, today, today]);
    const [now] = await s.query<{ slow: number; expiring: number }>(STANDING, [today]);
    return days.map(({ day, ...data }) => ({ day, data: day === today && now ? { ...data, ...now } : data }));
  });
  await ports.db.write(whole, (tx) => tx.query(KEEP, [JSON.stringify(rows)]));
}

type Kept = { readonly day: Day; readonly data: DayData };
const ratio = (a: number, b: number): number | null => (b > 0 ? a / b : null);
const sum = (rows: readonly Kept[], of: (d: DayData) => number): number => rows.reduce((s, r) => s + of(r.data), 0);
const last = <T>(list: readonly T[]): T | undefined => list[list.length - 1];

/** The indicators of some days; money only for eyes that may see costs. */
function summary(rows: readonly Kept[], sees: boolean) {
  const cogs = sum(rows, (d) => d.cogs);
  const stock = rows.length > 0 ? sum(rows, (d) => d.stock) / rows.length : 0;
  const wasted = sum(rows, (d) => d.waste);
  const demand = sum(rows, (d) => d.demand);
  const lost = sum(rows, (d) => d.lost);
  const standing = rows.findLast((r) => r.data.slow !== undefined)?.data;
  return {
    fill: demand + lost > 0 ? demand / (demand + lost) : null,
    outShare: ratio(
      sum(rows, (d) => d.out),
      sum(rows, (d) => d.series),
    ),
    outDays: sum(rows, (d) => d.out),
    turnover: cogs > 0 ? (stock * rows.length) / cogs : null,
    waste: ratio(wasted, cogs + wasted),
    accuracy: ratio(
      sum(rows, (d) => d.error),
      sum(rows, (d) => d.foreseen),
    ),
    unknown: sum(rows, (d) => d.unknown ?? 0),
    slow: standing ? ratio(standing.slow ?? 0, standing.stock) : null,
    expiring: standing ? ratio(standing.expiring ?? 0, standing.stock) : null,
    ...(sees ? { money: { waste: wasted, stock: last(rows)?.data.stock ?? 0, slow: standing?.slow ?? null, expiring: standing?.expiring ?? null, lost } } : {}),
  };
}

/** The day the indicators speak of: today, or the last one written down where the books ended long ago. */
export async function kpiDay(s: Snapshot, today: Day): Promise<Day> {
  const [row] = await s.query<{ day: Day | null }>('select max(day)::text as day from planning.kpi_day where org_id = books.org()');
  return row?.day && row.day < addDays(today, -45) ? row.day : today;
}

/** Indicators of the last 28 days beside the 28 before, and week by week. One query. */
export async function kpiPage(s: Snapshot, asked: { readonly today: Day; readonly sees: boolean }) {
  const rows = await s.query<Kept>(`select day::text as day, data from planning.kpi_day where org_id = books.org() and day > $1::date - ${BACK} and day <= $1::date order by day`, [
    asked.today,
  ]);
  const upTo = rows.filter((r) => r.day < asked.today);
  const days = upTo.length > 0 ? upTo : rows;
  const back = (from: number, to: number): Kept[] => days.filter((r) => r.day > addDays(asked.today, -from - 1) && r.day <= addDays(asked.today, -to - 1));
  const weeks: { readonly day: Day; readonly figures: ReturnType<typeof summary> }[] = [];
  for (let k = Math.floor((BACK - 7) / 7); k >= 0; k -= 1) {
    const week = back(7 * k + 7, 7 * k);
    const end = last(week);
    if (end && sum(week, (d) => d.demand + d.cogs) > 0) weeks.push({ day: end.day, figures: summary(week, asked.sees) });
  }
  const today = rows.filter((r) => r.day === asked.today);
  const now = summary(back(28, 0), asked.sees);
  const standing = summary(today, asked.sees);
  const withStanding = {
    ...now,
    slow: standing.slow ?? now.slow,
    expiring: standing.expiring ?? now.expiring,
    ...(now.money && standing.money ? { money: { ...now.money, stock: standing.money.stock, slow: standing.money.slow, expiring: standing.money.expiring } } : {}),
  };
  return { today: asked.today, from: days[0]?.day ?? null, now: withStanding, before: summary(back(56, 28), asked.sees), weeks };
}
