// The back-test of a company's own goods: which series, how long they keep, how long suppliers take, what they cost; then the thread.
import type { Snapshot } from '#kernel/ports';
import { type Delivery, leadTime, type LeadChance } from '#policy';
import { type BacktestSaid, beginsAt, HISTORY_LEAST, type Shelf } from './backtest.ts';
import { strongest } from './forecast.ts';
import { CannotForecast, type Course, historyFor } from './course.ts';
import { calculate } from './thread.ts';

/** The strongest series of each kind are tried; every four weeks of the past they are learned from anew. */
const SERIES = 120;
/** Goods that keep less than this are fresh: they are bought and thrown away differently. */
const FRESH = 30;
/** Days an order takes where none was ever recorded: fresh goods come the next morning. */
const USUAL_LEAD = 3;
const FRESH_LEAD = 1;

type Goods = { readonly item: string; readonly life: number | null; readonly cost: number };
type Row = { readonly item: string; readonly supplier: string; readonly lane: string; readonly days: number };

/** Days from order to receipt of the last year, a receipt line each. */
const DELIVERIES = `select l.item_id::text as item, coalesce(d.party_id::text, '') as supplier, coalesce(d.warehouse_id::text, '') as lane, r.day - d.day as days
  from books.document d join books.document_line l on l.org_id = d.org_id and l.source_doc = d.id join books.document r on r.org_id = l.org_id and r.id = l.doc_id and r.type = 'goods-receipt' and r.state in ('posted', 'closed')
 where d.org_id = books.org() and d.type = 'purchase-order' and r.day >= d.day and r.day > $1::date - 365 and l.item_id = any ($2)`;
const GOODS = `select r.id::text as item, case when r.data->>'tracksExpiry' = 'true' then nullif(r.data->>'shelfLifeDays', '')::int end as life,
    coalesce((select sum(value)::float8 / nullif(sum(qty), 0) * 10000 from books.item_value v where v.org_id = r.org_id and v.item_id = r.id and v.qty > 0), max_price.last / 1e6, 0) as cost
  from books.record r left join lateral (select max(last_price)::float8 as last from books.cost_pool p where p.org_id = r.org_id and p.item_id = r.id) max_price on true
 where r.org_id = books.org() and r.id = any ($1)`;

/** Lead times as they were, of these goods together. */
function leadOf(rows: readonly Row[], items: ReadonlySet<string>, usual: number): readonly LeadChance[] {
  const own: Delivery[] = rows.flatMap((r) => (items.has(r.item) ? [{ supplier: '', lane: '', days: Math.max(1, r.days) }] : []));
  return own.length === 0 ? [{ days: usual, chance: 1 }] : trimmed(leadTime(own, { supplier: '', lane: '', promised: usual }).chances);
}

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
  const wanted = Number(job.params['days'] ?? 84),
    target = Number(job.params['target'] ?? 0.95);
  const days = Math.min(wanted, history.at - (HISTORY_LEAST + history.at - beginsAt(history.at, 0)));
  if (days < 14) throw new CannotForecast(`只有 ${history.at} 天历史，回测至少要 ${HISTORY_LEAST + 84} 天（学习 ${HISTORY_LEAST} 天、预热 70 天、测试 14 天）。历史够长后再试`);
  const best = strongest(history.table, history.at, 4 * SERIES);
  const items = [...new Set(best.map((s) => history.series[s]?.item ?? ''))];
  const { goods, deliveries } = await desk.ports.db.read(scope, (s) => facts(s, items, desk.ports.clock.today()));
  const shelves = shelvesOf({ best, items: history.series.map((k) => k.item), goods: withLife(goods, job.params['life']), deliveries });
  const said = await calculate(
    { kind: 'backtest', ground: { table: history.table, at: history.at, days, target, review: 1, seed: job.seed, shelves } },
    { progress: (share, step) => course.note(0.15 + 0.85 * share, step), onStop: course.onStop },
  );
  const dayAt = (t: number): string => new Date((history.table.anchor + t) * 86_400_000).toISOString().slice(0, 10);
  return { ...said, fromDay: dayAt(said.from), toDay: dayAt(said.to - 1), days };
}

const facts = async (s: Snapshot, items: readonly string[], today: string): Promise<{ goods: Goods[]; deliveries: Row[] }> => ({
  goods: await s.query<Goods>(GOODS, [items]),
  deliveries: await s.query<Row>(DELIVERIES, [today, items]),
});

/** The life people asked to try where the item's record has none. */
const withLife = (goods: readonly Goods[], life: unknown): readonly Goods[] => (typeof life === 'number' ? goods.map((g) => ({ ...g, life: g.life ?? life })) : goods);

/** Fresh goods and goods that keep, the strongest series of each. The life of fresh goods is their median: one shelf is simulated at a time. */
function shelvesOf(given: { readonly best: readonly number[]; readonly items: readonly string[]; readonly goods: readonly Goods[]; readonly deliveries: readonly Row[] }): Shelf[] {
  const of = new Map(given.goods.map((g) => [g.item, g]));
  const isFresh = (s: number): boolean => (of.get(given.items[s] ?? '')?.life ?? FRESH) < FRESH;
  const shelf = (fresh: boolean, series: readonly number[]): Shelf[] => {
    if (series.length === 0) return [];
    const lives = series.flatMap((s) => of.get(given.items[s] ?? '')?.life ?? []).toSorted((a, b) => a - b);
    const lead = leadOf(given.deliveries, new Set(series.map((s) => given.items[s] ?? '')), fresh ? FRESH_LEAD : USUAL_LEAD);
    return [
      {
        name: fresh ? '短保商品' : '常规商品',
        life: fresh ? (lives[lives.length >> 1] ?? null) : null,
        lead,
        series,
        cost: series.map((s) => of.get(given.items[s] ?? '')?.cost ?? 0),
      },
    ];
  };
  return [...shelf(true, given.best.filter(isFresh).slice(0, SERIES)), ...shelf(false, given.best.filter((s) => !isFresh(s)).slice(0, SERIES))];
}
