// A company's cleaned demand as the engine's table, for trials on the past: the strongest series, with the signals asked for as known columns.
import { addDays, type Day, daysBetween } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Snapshot } from '#kernel/ports';
import { parseDay, type SeriesTable } from '#forecast';
import { demandIn } from './latest.ts';
import { signalColumns } from './signals-columns.ts';

export type TrialTable = {
  readonly table: SeriesTable;
  readonly from: Day;
  /** One past the last day. */
  readonly to: Day;
  readonly series: readonly { readonly item: string; readonly warehouse: string; readonly category: string | null; readonly life: number }[];
};
export type TrialWanted = {
  /** Ids; null = all. */
  readonly items: readonly string[] | null;
  readonly warehouses: readonly string[] | null;
  readonly most: number;
  readonly days: number;
  /** The first day that is not history any more. */
  readonly today: Day;
  /** Signals to put in, whatever the gate said of them before. */
  readonly signals: readonly string[];
  readonly asOf: string;
};

type Strong = { item: string; warehouse: string; category: string | null; life: number | null; first: Day };
const STRONGEST = `select d.item_id::text as item, d.warehouse_id::text as warehouse, r.data->>'category' as category, nullif(r.data->>'shelfLifeDays', '')::int as life, min(d.day)::text as first
  from planning.demand d join books.record r on r.org_id = d.org_id and r.id = d.item_id
 where d.org_id = books.org() and d.day >= $1::date and d.day < $2::date and ($3::uuid[] is null or d.item_id = any ($3)) and ($4::uuid[] is null or d.warehouse_id = any ($4))
 group by 1, 2, 3, 4 having sum(d.clean) > 0 order by sum(d.clean) desc, 1, 2 limit $5`;

/** The table, or null where there is no demand at all. Four queries at most. */
export async function trialTable(s: Snapshot, wanted: TrialWanted): Promise<TrialTable | null> {
  const begin = addDays(wanted.today, -wanted.days);
  const strong = await s.query<Strong>(STRONGEST, [begin, wanted.today, wanted.items, wanted.warehouses, wanted.most]);
  const first = strong.map((x) => x.first).toSorted()[0];
  if (first === undefined) return null;
  const periods = daysBetween(first, wanted.today),
    place = new Map(strong.map((x, i) => [`${x.item}|${x.warehouse}`, i]));
  const values = new Float32Array(strong.length * periods).fill(Number.NaN);
  strong.forEach((x, i) => values.fill(0, i * periods + daysBetween(first, x.first), (i + 1) * periods));
  const rows = await demandIn(s, {
    items: [...new Set(strong.map((x) => x.item))],
    warehouses: [...new Set(strong.map((x) => x.warehouse))],
    from: first,
    to: addDays(wanted.today, -1),
  });
  for (const r of rows) {
    const i = place.get(`${r.item}|${r.warehouse}`);
    // A sold-out day says only "at least so much"; a trial leaves it out like a day that was not on offer.
    if (i !== undefined) values[i * periods + daysBetween(first, r.day)] = r.offered && !r.censored ? Math.max(0, Number(r.clean) / 1e6) : Number.NaN;
  }
  const known = wanted.signals.length > 0 ? await signalColumns(s, { from: first, to: addDays(wanted.today, -1), asOf: wanted.asOf, only: wanted.signals }) : [];
  const columns = [...grouped(known, (k) => k.name)].map(([name, of]) => {
    const cells = new Float32Array(strong.length * periods).fill(Number.NaN);
    for (const k of of)
      for (const [i, x] of strong.entries())
        if ((k.item === null || k.item === x.item) && (k.warehouse === null || k.warehouse === x.warehouse))
          for (const [day, v] of k.values) {
            const t = daysBetween(first, day);
            if (t >= 0 && t < periods) cells[i * periods + t] = v;
          }
    return { name, values: cells, ...(of[0]?.ahead === undefined ? {} : { ahead: of[0].ahead }) };
  });
  const table: SeriesTable = {
    frequency: 'D',
    anchor: parseDay(first),
    periods,
    names: strong.map((x) => `${x.item}|${x.warehouse}`),
    groups: strong.map((x) => x.category ?? 'all'),
    items: strong.map((x) => x.item),
    values,
    known: columns,
  };
  const series = strong.map((x) => ({ item: x.item, warehouse: x.warehouse, category: x.category, life: x.life ?? Number.POSITIVE_INFINITY }));
  return { table, from: first, to: wanted.today, series };
}
