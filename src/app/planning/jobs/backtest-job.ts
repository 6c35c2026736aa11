// The back-test of a company's own goods: which series, how long they keep, how they come and how long that takes, what they cost; then the thread.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { type Delivery, leadTime, type LeadChance } from '#policy';
import type { Origin } from '../policy/gather.ts';
import { DELIVERIES, ORIGINS, RIDES } from '../policy/gather-sql.ts';
import { type BacktestSaid, beginsAt, HISTORY_LEAST, type Shelf } from './backtest.ts';
import { strongest } from './forecast.ts';
import { CannotForecast, type Course, ENGINE, historyFor } from './course.ts';
import { stamp } from './store.ts';
import type { SeriesKey } from '../history-table.ts';
import { calculate } from './thread.ts';

/** The strongest series of each kind are tried; every four weeks of the past they are learned from anew. */
const SERIES = 120;
/** Goods that keep less than this are fresh: they are bought and thrown away differently. */
const FRESH = 30;
/** Days it takes where nothing was ever recorded: fresh goods come the next morning, and so does what comes from the own warehouse. */
const USUAL = { purchase: 3, fresh: 1, transfer: 1 } as const;

type Goods = { readonly item: string; readonly life: number | null; readonly cost: number };
const GOODS = `select r.id::text as item, case when r.data->>'tracksExpiry' = 'true' then nullif(r.data->>'shelfLifeDays', '')::int end as life,
    coalesce((select sum(value)::float8 / nullif(sum(qty), 0) * 10000 from books.item_value v where v.org_id = r.org_id and v.item_id = r.id and v.qty > 0), max_price.last / 1e6, 0) as cost
  from books.record r left join lateral (select max(last_price)::float8 as last from books.cost_pool p where p.org_id = r.org_id and p.item_id = r.id) max_price on true
 where r.org_id = books.org() and r.id = any ($1)`;

type Facts = { readonly goods: readonly Goods[]; readonly origins: readonly Origin[]; readonly deliveries: readonly Delivery[]; readonly rides: readonly Delivery[] };
/** As they stood when the history ends: an imported history ended long ago. Four queries. */
const factsOf = async (s: Snapshot, items: readonly string[], day: Day): Promise<Facts> => ({
  goods: await s.query<Goods>(GOODS, [items]),
  origins: await s.query<Origin>(ORIGINS, [items, day]),
  deliveries: await s.query<Delivery>(DELIVERIES, [day]),
  rides: await s.query<Delivery>(RIDES, [day]),
});

/** What happens to less than one order in fifty is left out: a simulation over months would see it once. */
function trimmed(chances: readonly LeadChance[]): readonly LeadChance[] {
  const kept = chances.filter((c) => c.chance >= 0.02),
    sum = kept.reduce((a, c) => a + c.chance, 0);
  return kept.map((c) => ({ days: c.days, chance: c.chance / sum }));
}

export type BacktestResult = BacktestSaid & { readonly fromDay: string; readonly toDay: string; readonly days: number };

export async function backtestOf(course: Course): Promise<BacktestResult> {
  const { desk, scope, job } = course.at;
  const history = await historyFor(course, { share: 0.15 });
  await stamp(desk.ports.db, scope, { id: job.id, dataVersion: history.version, modelVersion: ENGINE, origin: history.origin });
  const wanted = Number(job.params['days'] ?? 84),
    target = Number(job.params['target'] ?? 0.95);
  const days = Math.min(wanted, history.at - (HISTORY_LEAST + history.at - beginsAt(history.at, 0)));
  if (days < 14) throw new CannotForecast(`只有 ${history.at} 天历史，回测至少要 ${HISTORY_LEAST + 84} 天（学习 ${HISTORY_LEAST} 天、预热 70 天、测试 14 天）。历史够长后再试`);
  const best = strongest(history.table, history.at, 4 * SERIES);
  const items = [...new Set(best.map((s) => history.series[s]?.item ?? ''))];
  const facts = await desk.ports.db.read(scope, (s) => factsOf(s, items, history.origin));
  const shelves = shelvesOf(best, history.series, { ...facts, goods: withLife(facts.goods, job.params['life']) });
  const said = await calculate(
    { kind: 'backtest', ground: { table: history.table, soldOut: history.soldOut, at: history.at, days, target, review: 1, seed: job.seed, shelves } },
    { progress: (share, step) => course.note(0.15 + 0.85 * share, step), onStop: course.onStop },
  );
  const dayAt = (t: number): string => new Date((history.table.anchor + t) * 86_400_000).toISOString().slice(0, 10);
  return { ...said, fromDay: dayAt(said.from), toDay: dayAt(said.to - 1), days };
}

/** The life people asked to try where the item's record has none. */
const withLife = (goods: readonly Goods[], life: unknown): readonly Goods[] => (typeof life === 'number' ? goods.map((g) => ({ ...g, life: g.life ?? life })) : goods);

type Kind = { readonly fresh: boolean; readonly moved: boolean };
const nameOf = ({ fresh, moved }: Kind): string => `${fresh ? '短保商品' : '常规商品'}${moved ? '（从自己的仓库调入）' : ''}`;

/** Fresh goods and goods that keep, bought or moved from the own warehouse: the strongest series of each. What comes the same way shares its lead times; each has its own life. */
function shelvesOf(best: readonly number[], series: readonly SeriesKey[], facts: Facts): Shelf[] {
  const goods = new Map(facts.goods.map((g) => [g.item, g]));
  const ways = new Map<string, Origin>();
  for (const o of facts.origins) if (o.kind !== 'produce' && o.quantity > (ways.get(`${o.item}|${o.place}`)?.quantity ?? 0)) ways.set(`${o.item}|${o.place}`, o);
  const keyOf = (s: number): SeriesKey => series[s] ?? { item: '', warehouse: '' };
  const wayOf = (s: number): Origin | undefined => ways.get(`${keyOf(s).item}|${keyOf(s).warehouse}`);
  const lifeOf = (s: number): number | null => goods.get(keyOf(s).item)?.life ?? null;
  return [true, false].flatMap((fresh) =>
    [false, true].flatMap((moved): Shelf[] => {
      const own = best.filter((s) => (lifeOf(s) ?? FRESH) < FRESH === fresh && (wayOf(s)?.kind === 'transfer') === moved).slice(0, SERIES);
      if (own.length === 0) return [];
      const lanes = new Set(own.map((s) => `${wayOf(s)?.who ?? ''}|${keyOf(s).warehouse}`));
      const seen = (moved ? facts.rides : facts.deliveries).filter((d) => lanes.has(`${d.supplier}|${d.lane}`)).map((d) => ({ ...d, supplier: '', lane: '' }));
      const lead = trimmed(leadTime(seen, { supplier: '', lane: '', promised: moved ? USUAL.transfer : fresh ? USUAL.fresh : USUAL.purchase }).chances);
      return [{ name: nameOf({ fresh, moved }), lead, series: own, life: own.map(lifeOf), cost: own.map((s) => goods.get(keyOf(s).item)?.cost ?? 0) }];
    }),
  );
}
