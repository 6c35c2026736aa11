// The goods behind each indicator: what is slow, what expires, what ran out, what was thrown away, what was foreseen worst. One statement each.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { MINE } from './decide.ts';
import { KNOWN, OFF_SHELF, SLOW_DAYS } from './kpi.ts';

const NAMES = `i.id::text as item, i.code, i.name, i.data->>'unit' as unit`;
const QTY = (x: string): string => `trim_scale(round((${x}) / 1000000.0, 3))::text`;
const YUAN = (x: string): string => `round((${x})::numeric / 100, 2)::text`;

/** Columns: item, code, name, unit, place?, qty, value (元, costs), note. $1 = today. */
const LISTS = {
  slow: `select ${NAMES}, null as place, ${QTY('v.qty')} as qty, ${YUAN('v.value')} as value, coalesce(($1::date - x.last)::text || ' 天没有动销', '从未动销') as note
    from books.item_value v join books.record i on i.org_id = v.org_id and i.id = v.item_id
    cross join lateral (select max(s.day) as last from books.stock_line s where s.org_id = v.org_id and s.item_id = v.item_id and s.qty < 0 and s.counter in ('customer', 'usage', 'conversion')) x
    cross join lateral (select min(s.day) as first from books.stock_line s where s.org_id = v.org_id and s.item_id = v.item_id) f
    where v.org_id = books.org() and v.qty > 0 and coalesce(x.last, f.first) <= $1::date - ${SLOW_DAYS} order by v.value desc limit 100`,
  expiring: `select ${NAMES}, w.name as place, ${QTY('sum(b.on_hand)')} as qty, ${YUAN('sum(b.on_hand * v.value / nullif(v.qty, 0))')} as value, '批次 ' || l.no || '，' || case when l.expires < $1::date then '已过期 ' || ($1::date - l.expires) || ' 天' else '还有 ' || (l.expires - $1::date) || ' 天' end as note
    from books.lot l join books.record i on i.org_id = l.org_id and i.id = l.item_id join books.stock_balance b on b.org_id = l.org_id and b.lot_id = l.id join books.record w on w.org_id = l.org_id and w.id = b.warehouse_id
    left join books.item_value v on v.org_id = l.org_id and v.item_id = l.item_id
    where l.org_id = books.org() and b.on_hand > 0 and ${MINE('b.warehouse_id')} and l.expires <= $1::date + least(coalesce((i.data->>'alertDays')::int, 30), greatest(1, coalesce((i.data->>'shelfLifeDays')::int, 90) / 3))
    group by i.id, i.code, i.name, i.data, w.name, l.no, l.expires order by l.expires, 7 desc nulls last limit 100`,
  out: `select ${NAMES}, w.name as place, count(*)::text as qty, null as value, '近 28 天里有 ' || count(*) || ' 天缺货，最近一次 ' || max(d.day) as note
    from planning.demand d join books.record i on i.org_id = d.org_id and i.id = d.item_id join books.record w on w.org_id = d.org_id and w.id = d.warehouse_id left join ${OFF_SHELF('($1::date - 28)')} g on g.item_id = d.item_id and g.warehouse_id = d.warehouse_id and g.day = d.day
    where d.org_id = books.org() and d.day >= $1::date - 28 and d.day < $1::date and (d.censored or not d.offered) and g.day is null and ${MINE('d.warehouse_id')} group by i.id, i.code, i.name, i.data, w.name order by count(*) desc, i.code limit 100`,
  waste: `select ${NAMES}, w.name as place, ${QTY('sum(-s.qty)')} as qty, ${YUAN('sum(-s.cost)')} as value, '近 28 天报损 ' || count(distinct s.doc_id) || ' 次' as note
    from books.stock_line s join books.record i on i.org_id = s.org_id and i.id = s.item_id join books.record w on w.org_id = s.org_id and w.id = s.warehouse_id
    where s.org_id = books.org() and s.counter = 'loss' and s.day >= $1::date - 28 and s.day < $1::date and ${MINE('s.warehouse_id')} group by i.id, i.code, i.name, i.data, w.name having sum(-s.qty) > 0 order by sum(-s.cost) desc limit 100`,
  turnover: `select ${NAMES}, null as place, ${QTY('v.qty')} as qty, ${YUAN('v.value')} as value, '按近 28 天出库，可用 ' || round(v.value * 28.0 / nullif(o.cogs, 0)) || ' 天' as note
    from books.item_value v join books.record i on i.org_id = v.org_id and i.id = v.item_id
    join (select item_id, sum(-cost) as cogs from books.stock_line where org_id = books.org() and counter in ('customer', 'usage', 'conversion') and day > $1::date - 28 and day <= $1::date group by 1 having sum(-cost) > 0) o on o.item_id = v.item_id
    where v.org_id = books.org() and v.qty > 0 order by v.value * 28.0 / o.cogs desc limit 100`,
  accuracy: `select ${NAMES}, w.name as place, trim_scale(round(sum(abs(x.mean - x.real))::numeric, 1))::text as qty, null as value,
      '近两周实际 ' || trim_scale(round(sum(x.real)::numeric, 1)) || '，预测 ' || trim_scale(round(sum(x.mean)::numeric, 1)) as note
    from (select f.item_id, f.warehouse_id, f.means[s.day - f.origin + 1] as mean, coalesce(d.clean, 0) / 1000000.0 as real
      from (select g::date as day, (select j.id from planning.job j where j.org_id = books.org() and j.state = 'done' and j.kind in ('train', 'refresh') and j.origin <= g::date and j.origin > g::date - 7 order by j.origin desc, j.ended_at desc limit 1) as job
        from generate_series($1::date - 14, $1::date - 1, interval '1 day') g) s
      join planning.forecast f on f.org_id = books.org() and f.job_id = s.job and s.day - f.origin < f.horizon
      left join planning.demand d on d.org_id = f.org_id and d.item_id = f.item_id and d.warehouse_id = f.warehouse_id and d.day = s.day where ${KNOWN}) x
    join books.record i on i.org_id = books.org() and i.id = x.item_id join books.record w on w.org_id = books.org() and w.id = x.warehouse_id
    where ${MINE('x.warehouse_id')} group by i.id, i.code, i.name, i.data, w.name having sum(abs(x.mean - x.real)) > 0 order by sum(abs(x.mean - x.real)) desc limit 100`,
} as const;
export type KpiList = keyof typeof LISTS;
export const KPI_LISTS = Object.keys(LISTS) as [KpiList, ...KpiList[]];

export type KpiRow = {
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string | null;
  readonly qty: string;
  readonly value: string | null;
  readonly note: string;
};

/** The list behind an indicator; values only for who may see costs. */
export async function kpiList(s: Snapshot, asked: { readonly list: KpiList; readonly today: Day; readonly sees: boolean }): Promise<KpiRow[]> {
  const rows = await s.query<KpiRow>(LISTS[asked.list], [asked.today]);
  return asked.sees ? rows : rows.map((r) => ({ ...r, value: null }));
}
