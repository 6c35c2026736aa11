// Everything the policy has to know about a company's goods today, read in one snapshot with a constant number of statements.
import { addDays, type Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Snapshot } from '#kernel/ports';
import { type Overlay, type PolicySettings, settingsFrom } from '#planning';
import type { DecayParams, Delivery } from '#policy';
import { type ForecastRow, forecastIn, type LatestForecast } from '../latest.ts';
import { overlaysIn } from '../overlays.ts';
import * as sql from './gather-sql.ts';

export type Good = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly category: string | null;
  readonly categoryName: string | null;
  readonly shelfLife: number | null;
  readonly removal: number | null;
  readonly most: number | null;
  /** 元 a base unit; salePrice and purchasePrice with tax, cost without. */
  readonly salePrice: number | null;
  readonly purchasePrice: number | null;
  readonly taxRate: number;
  readonly cost: number | null;
};
export type Shelf = { onHand: number; allocated: number; transit: number; held: number; batches: { left: number; quantity: number }[] };
export type Coming = { readonly item: string; readonly place: string | null; readonly who: string | null; readonly quantity: number; readonly due: string | null };
export type Origin = {
  readonly item: string;
  readonly place: string;
  readonly kind: 'purchase' | 'transfer' | 'produce';
  readonly who: string | null;
  readonly quantity: number;
  readonly last: string;
  readonly first: string;
  /** On how many days something came. */
  readonly days: number;
};
export type Supplier = { readonly id: string; readonly name: string; readonly lead: number | null; readonly open: number; readonly late: number; readonly days: number };
export type Parameter = {
  readonly what: string;
  readonly targetType: string;
  readonly target: string;
  readonly value: number;
  /** The value as it was said: of a supplier or an item, its id. */
  readonly name: string;
  readonly rule: string;
  readonly until: string | null;
};
export type Sales = { readonly item: string; readonly warehouse: string; readonly average: number; readonly sold: number; readonly whole: boolean; readonly gone: boolean };
type Rhythm = { readonly kind: string; readonly who: string; readonly place: string; readonly days: number };
type Price = { readonly item: string; readonly party: string | null; readonly price: number; readonly nextFrom: Day | null; readonly nextPrice: number | null };
export type Decay = { readonly category: string; readonly industry: string; readonly params: DecayParams };

export type PolicyFacts = {
  readonly today: Day;
  readonly forecast: LatestForecast;
  readonly series: ReadonlyMap<string, ForecastRow>;
  readonly goods: ReadonlyMap<string, Good>;
  readonly places: ReadonlyMap<string, string>;
  readonly sales: ReadonlyMap<string, Sales>;
  /** Turnover of the last 90 days in 元 of all items, for ABC. */
  readonly turnover: ReadonlyMap<string, number>;
  readonly deliveries: readonly Delivery[];
  readonly rides: readonly Delivery[];
  readonly rhythm: ReadonlyMap<string, number>;
  readonly origins: ReadonlyMap<string, readonly Origin[]>;
  readonly shelves: ReadonlyMap<string, Shelf>;
  readonly coming: ReadonlyMap<string, readonly Coming[]>;
  readonly prices: ReadonlyMap<string, readonly Price[]>;
  readonly suppliers: ReadonlyMap<string, Supplier>;
  /** Days that making takes, of goods with a 物料清单. */
  readonly made: ReadonlyMap<string, number | null>;
  readonly parameters: readonly Parameter[];
  /** What back-tested rules multiply the safety part by (F3). */
  readonly overlays: readonly Overlay[];
  readonly decays: ReadonlyMap<string, Decay>;
  readonly settings: PolicySettings;
};

export const seriesKey = (item: string, warehouse: string): string => `${item}/${warehouse}`;

const FORECAST_ITEMS = `select distinct f.item_id::text as item from planning.current c join planning.forecast f on f.org_id = c.org_id and f.job_id = c.job_id where c.org_id = books.org() order by 1`;
/** Turnover at today's prices: enough to tell A from C. */
const TURNOVER = `select x.item_id::text as item, (sum(x.clean) / 1000000.0 * coalesce(max((i.data->>'salePrice')::float8), max((i.data->>'purchasePrice')::float8), max(p.cost), 1))::float8 as value
  from planning.demand x join books.record i on i.org_id = x.org_id and i.id = x.item_id left join ${sql.LAST_COST} p on p.item_id = x.item_id where x.org_id = books.org() and x.day >= $1::date - 90 and x.day < $1::date group by 1`;
const SETTINGS = `select kind, target_id::text as target, data from planning.policy_setting where org_id = books.org()`;
const DECAYS = `select category_id::text as category, industry, params from planning.decay where org_id = books.org()`;

export const settingsIn = async (s: Snapshot): Promise<PolicySettings> => settingsFrom(await s.query(SETTINGS));

function shelvesOf(
  rows: readonly { item: string; warehouse: string; left: number | null; quantity: number; allocated: number; transit: number; held: number }[],
): Map<string, Shelf> {
  const shelves = new Map<string, Shelf>();
  for (const r of rows) {
    const key = seriesKey(r.item, r.warehouse);
    const shelf = shelves.get(key) ?? { onHand: 0, allocated: 0, transit: 0, held: 0, batches: [] };
    shelf.onHand += r.quantity;
    shelf.allocated += r.allocated;
    shelf.transit += r.transit;
    shelf.held += r.held;
    if (r.left !== null && r.quantity > 0) shelf.batches.push({ left: r.left, quantity: r.quantity });
    shelves.set(key, shelf);
  }
  for (const shelf of shelves.values()) shelf.batches.sort((a, b) => a.left - b.left);
  return shelves;
}

const byText = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T> => new Map(rows.map((r) => [key(r), r]));

type Company = Pick<PolicyFacts, 'places' | 'turnover' | 'deliveries' | 'rides' | 'rhythm' | 'suppliers' | 'decays'>;
/** What concerns the whole company and changes slowly is remembered for the little looks between the big ones. */
const remembered = new Map<string, { readonly until: number; readonly day: Day; readonly company: Company }>();
const MINUTES = 10;

/** Reads in a transaction of the caller's choice. */
export type Read = <T>(work: (s: Snapshot) => Promise<T>) => Promise<T>;

async function companyIn(read: Read, today: Day): Promise<Company> {
  const whole = <R>(text: string, args: readonly unknown[] = [today]): Promise<R[]> => read((s) => s.query<R>(text, args));
  const rhythm = await whole<Rhythm>(sql.RHYTHM);
  return {
    places: new Map((await whole<{ id: string; name: string }>(sql.PLACES, [])).map((p) => [p.id, p.name])),
    turnover: new Map((await whole<{ item: string; value: number }>(TURNOVER)).map((r) => [r.item, r.value])),
    deliveries: await whole<Delivery>(sql.DELIVERIES),
    rides: await whole<Delivery>(sql.RIDES),
    rhythm: new Map(rhythm.map((r) => [`${r.kind}/${r.who}/${r.place}`, r.days])),
    suppliers: byText(await whole<Supplier>(sql.SUPPLIERS), (x) => x.id),
    decays: byText(await whole<Decay>(DECAYS, []), (d) => d.category),
  };
}

/** Books that ended long ago (an imported history) are looked at as they stood when they ended. */
const LONG_AGO = 45;

type Job = { readonly org: string; readonly today: Day; readonly now: string; readonly items: readonly string[] | null };

/**
 * Reads it all; null before the first forecast. `items` null = all, and then nothing is taken from memory. A constant number of statements besides the forecasts.
 * `read` may open a transaction for every question, so that bookings come in between; what moves meanwhile is made anew within seconds (keeper.ts).
 */
export async function gather(read: Read, job: Job): Promise<PolicyFacts | null> {
  const forecast = await forecastPiecewise(read, job.items);
  if (!forecast) return null;
  const today = forecast.origin < addDays(job.today, -LONG_AGO) ? forecast.origin : job.today;
  const ask = <R>(text: string): Promise<R[]> => read((s) => s.query<R>(text, [job.items, today]));
  const known = remembered.get(job.org);
  const fresh = job.items === null || !known || known.day !== today || known.until < performance.now();
  const company = fresh ? await companyIn(read, today) : known.company;
  if (fresh) remembered.set(job.org, { until: performance.now() + MINUTES * 60_000, day: today, company });
  const sales = byText(await ask<Sales>(sql.SALES), (r) => seriesKey(r.item, r.warehouse));
  const shelves = shelvesOf(await ask(sql.SHELVES));
  const coming = grouped(await ask<Coming>(sql.COMING), (c) => c.item);
  const rows = forecast.rows.filter((r) => !isGone({ sales, shelves, coming }, r));
  return {
    ...company,
    today,
    forecast: { ...forecast, rows },
    series: byText(rows, (r) => seriesKey(r.item, r.warehouse)),
    goods: byText(await read((s) => s.query<Good>(sql.GOODS, [job.items])), (g) => g.id),
    sales,
    origins: grouped(await ask<Origin>(sql.ORIGINS), (o) => o.item),
    shelves,
    coming,
    prices: grouped(await ask<Price>(sql.PRICES), (p) => p.item),
    made: new Map((await ask<{ item: string; days: number | null }>(sql.MADE)).map((m) => [m.item, m.days])),
    parameters: await read((s) => s.query<Parameter>(sql.PARAMETERS, [job.now])),
    overlays: await read((s) => overlaysIn(s, today)),
    settings: await read(settingsIn),
  };
}

/** Off the shelves, nothing there and nothing on its way: the forecast says what would sell if it were back, and nobody orders by that. */
function isGone(facts: Pick<PolicyFacts, 'sales' | 'shelves' | 'coming'>, { item, warehouse }: ForecastRow): boolean {
  const key = seriesKey(item, warehouse);
  const shelf = facts.shelves.get(key);
  return (facts.sales.get(key)?.gone ?? false) && (shelf === undefined || shelf.onHand + shelf.transit + shelf.allocated <= 0) && !facts.coming.has(item);
}

/** Goods whose forecasts are read at a time: their figures come as text, and reading it is work for the server's only hands. */
const ITEMS = 50;
async function forecastPiecewise(read: Read, asked: readonly string[] | null): Promise<LatestForecast | null> {
  const items = asked ?? (await read((s) => s.query<{ item: string }>(FORECAST_ITEMS))).map((r) => r.item);
  let all = null as LatestForecast | null;
  for (let i = 0; i === 0 || i < items.length; i += ITEMS) {
    const part = await read((s) => forecastIn(s, { items: items.slice(i, i + ITEMS), bare: true }));
    // A new forecast came in between: what it says holds from its own rebuild on, which is about to come.
    if (!part || (all && part.job !== all.job)) return part && forecastPiecewise(read, asked);
    all = { ...part, rows: [...(all?.rows ?? []), ...part.rows] };
  }
  return all;
}
