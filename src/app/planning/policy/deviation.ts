// How far forecasts were off where money is at risk: what sold in the last days beside what had been foreseen for them, or, before that is known, the test of the last four weeks.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { seriesKey } from './gather.ts';
import { KNOWN } from './kpi.ts';
import type { RiskRow } from './risk-rows.ts';

/** Days looked back on, and how many of them must have been foreseen and sold freely before they say anything. */
const BACK = 7;
const DAYS_LEAST = 3;

type Found = {
  readonly item: string;
  readonly warehouse: string;
  readonly days: number;
  readonly real: number;
  readonly mean: number;
  readonly bias: number | null;
  readonly wape: number | null;
};
/** Each day by the forecast that was known on it; days on which the shelf was empty say nothing of demand. $1 places with those they supply, $2 today. */
const FOUND = `with job as (select g::date as day, (select j.id from planning.job j where j.org_id = books.org() and j.state = 'done' and j.kind in ('train', 'refresh') and j.origin <= g::date and j.origin > g::date - 7 order by j.origin desc, j.ended_at desc limit 1) as id
    from generate_series($2::date - ${BACK}, $2::date - 1, interval '1 day') g)
  select q.item::text as item, q.warehouse::text as warehouse, coalesce(x.days, 0)::int as days, coalesce(x.real, 0)::float8 as real, coalesce(x.mean, 0)::float8 as mean, (o.quality->>'bias')::float8 as bias, (o.quality->'wape'->>'hengcang')::float8 as wape
  from jsonb_to_recordset($1::jsonb) as q(item uuid, warehouse uuid, places jsonb)
  left join lateral (select count(distinct j.day) as days, sum(coalesce(d.clean, 0)) / 1000000.0 as real, sum(f.means[j.day - f.origin + 1]) as mean
    from job j join planning.forecast f on f.org_id = books.org() and f.job_id = j.id and f.item_id = q.item and q.places ? f.warehouse_id::text and j.day - f.origin < f.horizon
    left join planning.demand d on d.org_id = f.org_id and d.item_id = f.item_id and d.warehouse_id = f.warehouse_id and d.day = j.day where ${KNOWN}) x on true
  left join planning.current c on c.org_id = books.org() left join planning.forecast o on o.org_id = c.org_id and o.job_id = c.job_id and o.item_id = q.item and o.warehouse_id = q.warehouse`;

const show = (x: number): string => (Math.abs(x) >= 20 ? x.toFixed(0) : x.toFixed(1));
const percent = (x: number): string => `${Math.round(100 * Math.abs(x))}%`;
const way = (x: number, more: string, less: string): string => (Math.abs(x) < 0.005 ? '基本持平' : `${x > 0 ? more : less} ${percent(x)}`);

/** In words; null where nothing is known yet. */
export function deviationSentence(f: Pick<Found, 'days' | 'real' | 'mean' | 'bias' | 'wape'>): string | null {
  if (f.days >= DAYS_LEAST && f.mean > 0) return `近 ${f.days} 天卖 ${show(f.real)}，当时预测 ${show(f.mean)}，实际${way(f.real / f.mean - 1, '高', '低')}`;
  return f.bias === null || f.wape === null ? null : `用前四周检验，预测${way(f.bias, '偏高', '偏低')}，每天平均差 ${percent(f.wape)}`;
}

/** The sentence of each risk by series. One query. */
export async function deviationsIn(s: Snapshot, risks: readonly RiskRow[], today: Day): Promise<ReadonlyMap<string, string | null>> {
  const rows = await s.query<Found>(FOUND, [JSON.stringify(risks.map((r) => ({ item: r.item, warehouse: r.warehouse, places: r.facts.warehouses }))), today]);
  return new Map(rows.map((r) => [seriesKey(r.item, r.warehouse), deviationSentence(r)]));
}
