// The cleaned history of a company as the forecast engine's table, with what is known ahead: open days, promotions, outside signals.
import { formatDay, parseDay, type KnownColumn, type SeriesTable } from '#forecast';
import { addDays, type Day, daysBetween } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Database, Scope, Snapshot } from '#kernel/ports';
import { createHash } from 'node:crypto';
import { KNOWN_SOURCES } from './hooks.ts';

export type SeriesKey = { readonly item: string; readonly warehouse: string };
export type History = {
  readonly series: readonly SeriesKey[];
  /** Days from `start` to the end of the horizon; names are `item|warehouse`, groups category in a warehouse. */
  readonly table: SeriesTable;
  readonly start: Day;
  /** First day to forecast, and its place in the table. */
  readonly origin: Day;
  readonly at: number;
  /** series × periods: 1 = sold out. Days whose sell-out a person set aside are 0. */
  readonly soldOut: Uint8Array;
  /** Hash of everything above: the same input has the same version. */
  readonly version: string;
};
export type HistoryWanted = {
  readonly origin: Day;
  readonly horizon: number;
  readonly now: string;
  /** These first, in this order, whether they still sell or not (a trained model knows them by their place). */
  readonly first?: readonly SeriesKey[];
};

/** Three years are looked at: two festivals of each kind and the level of today. */
const DAYS = 1100;
/** What sold nothing for a year is not forecast. */
const ALIVE = 365;
/** More series than this are not forecast; the ones that sell most are. */
const SERIES_MOST = 20_000;
const ITEMS = 10;
export const PROMOTION = '促销';

const nameOf = (k: SeriesKey): string => `${k.item}|${k.warehouse}`;
const NEVER = '9999-12-31' as Day;
type Place = { readonly item: string; readonly warehouse: string; readonly category: string | null; readonly first: Day };

/** Reads in several short transactions, so that bookings get their turn; null where nothing was ever sold. */
export async function readHistory(db: Database, scope: Scope, wanted: HistoryWanted): Promise<History | null> {
  const from = addDays(wanted.origin, -DAYS);
  const places = inOrder(await db.read(scope, (s) => s.query<Place>(PLACES, [from, wanted.origin, addDays(wanted.origin, -ALIVE), SERIES_MOST])), wanted.first ?? []);
  const start = places.map((p) => p.first).toSorted()[0];
  if (start === undefined) return null;
  const [at, periods] = [daysBetween(start, wanted.origin), daysBetween(start, wanted.origin) + wanted.horizon];
  const sheet = newSheet(places, { start, at, periods });
  const items = [...new Set(places.map((p) => p.item))];
  for (let i = 0; i < items.length; i += ITEMS) {
    const rows = await db.read(scope, (s) => s.query<Packed>(DAYS_OF, [items.slice(i, i + ITEMS), start, wanted.origin]));
    for (const row of rows) fill(sheet, row);
  }
  const open = closeDays(sheet);
  const span = { from: start, to: addDays(start, periods - 1), asOf: wanted.now };
  const plans = await db.read(scope, (s) => plannedPromotions(s, span));
  for (const plan of plans) promise(sheet, plan);
  const outside = await db.read(scope, async (s) => (await Promise.all(KNOWN_SOURCES.map((source) => source(s, span)))).flat());
  const known: KnownColumn[] = [
    ...(open ? [{ name: 'open', values: open }] : []),
    ...(sheet.promo.some((v) => v > 0) ? [{ name: PROMOTION, values: sheet.promo }] : []),
    ...[...grouped(outside, (k) => k.name)].map(([name, of]): KnownColumn => {
      const ahead = of[0]?.ahead;
      return { name, values: spread(sheet, of), ...(ahead === undefined ? {} : { ahead }) };
    }),
  ];
  const table: SeriesTable = {
    frequency: 'D',
    anchor: parseDay(start),
    periods,
    names: places.map(nameOf),
    groups: places.map((p) => `${p.warehouse}|${p.category ?? ''}`),
    items: places.map((p) => p.item),
    values: sheet.values,
    known,
  };
  return {
    series: places.map(({ item, warehouse }) => ({ item, warehouse })),
    table,
    start,
    origin: wanted.origin,
    at,
    soldOut: sheet.soldOut,
    version: versionOf(table, sheet.soldOut, at),
  };
}

/** One series of a history as it is now; arrays have one cell a day from the history's start to the end of its horizon. */
export type FreshSeries = { readonly name: string; readonly values: Float32Array; readonly soldOut: Uint8Array; readonly promo: Float32Array };

/** Some series of a history that was read before, read again over the same days; nothing else is looked at. Two queries. */
export async function readSome(
  db: Database,
  scope: Scope,
  asked: { readonly start: Day; readonly origin: Day; readonly horizon: number; readonly series: readonly SeriesKey[] },
): Promise<readonly FreshSeries[]> {
  const at = daysBetween(asked.start, asked.origin),
    periods = at + asked.horizon;
  const items = [...new Set(asked.series.map((k) => k.item))];
  const { rows, plans } = await db.read(scope, async (s) => ({
    rows: await s.query<Packed>(DAYS_OF, [items, asked.start, asked.origin]),
    plans: await plannedPromotions(s, { from: asked.start, to: addDays(asked.start, periods - 1), items }),
  }));
  const first = new Map(rows.map((r) => [nameOf(r), addDays(asked.start, r.days[0] ?? 0)]));
  const places = asked.series.map((k): Place => ({ ...k, category: null, first: first.get(nameOf(k)) ?? NEVER }));
  const sheet = newSheet(places, { start: asked.start, at, periods });
  for (const row of rows) fill(sheet, row);
  for (const plan of plans) promise(sheet, plan);
  const own = <A extends Float32Array | Uint8Array>(all: A, s: number): A => all.slice(s * periods, (s + 1) * periods) as A;
  return places.map((p, s) => ({ name: nameOf(p), values: own(sheet.values, s), soldOut: own(sheet.soldOut, s), promo: own(sheet.promo, s) }));
}

const PLACES = `select d.item_id::text as item, d.warehouse_id::text as warehouse, r.data->>'category' as category, min(d.day)::text as first
  from planning.demand d join books.record r on r.org_id = d.org_id and r.id = d.item_id and r.active
 where d.org_id = books.org() and d.day >= $1::date and d.day < $2::date
 group by 1, 2, 3 having max(d.day) filter (where d.clean > 0) >= $3::date order by sum(d.clean) desc, 1, 2 limit $4`;

function inOrder(found: readonly Place[], first: readonly SeriesKey[]): Place[] {
  const byName = new Map(found.map((p) => [nameOf(p), p]));
  const known = first.map((k) => byName.get(nameOf(k)) ?? { ...k, category: null, first: NEVER });
  const names = new Set(known.map(nameOf));
  return [...known, ...found.filter((p) => !names.has(nameOf(p))).toSorted((a, b) => (`${a.warehouse}|${a.item}` < `${b.warehouse}|${b.item}` ? -1 : 1))];
}

type Packed = SeriesKey & { readonly days: readonly number[]; readonly units: readonly number[]; readonly flags: readonly number[] };
/** Bits: 1 not offered, 2 sold out (and not set aside by a person), 4 promotion. */
const DAYS_OF = `select d.item_id::text as item, d.warehouse_id::text as warehouse, array_agg(d.day - $2::date order by d.day) as days, array_agg(d.clean / 1e6::float8 order by d.day) as units,
    array_agg(case when d.offered then 0 else 1 end + case when d.censored and c.id is null then 2 else 0 end + case when d.promo then 4 else 0 end order by d.day) as flags
  from planning.demand d
  left join planning.clean_change c on c.org_id = d.org_id and c.item_id = d.item_id and c.warehouse_id = d.warehouse_id and c.day = d.day and c.kind = '缺货截断' and c.undone_at is not null
 where d.org_id = books.org() and d.item_id = any ($1) and d.day >= $2::date and d.day < $3::date group by 1, 2`;

type Sheet = {
  readonly places: readonly Place[];
  readonly row: ReadonlyMap<string, number>;
  readonly start: Day;
  readonly at: number;
  readonly periods: number;
  readonly values: Float32Array;
  readonly soldOut: Uint8Array;
  readonly promo: Float32Array;
};

/** Before its first row a series was not there; from then on a day without a row was on offer and nothing was wanted. */
function newSheet(places: readonly Place[], { start, at, periods }: { readonly start: Day; readonly at: number; readonly periods: number }): Sheet {
  const cells = places.length * periods;
  const values = new Float32Array(cells).fill(Number.NaN);
  places.forEach((p, s) => {
    if (p.first <= addDays(start, at)) values.fill(0, s * periods + daysBetween(start, p.first), s * periods + at);
  });
  const row = new Map(places.map((p, s) => [nameOf(p), s]));
  return { places, row, start, at, periods, values, soldOut: new Uint8Array(cells), promo: new Float32Array(cells) };
}

function fill(sheet: Sheet, packed: Packed): void {
  const s = sheet.row.get(nameOf(packed));
  if (s === undefined) return;
  packed.days.forEach((day, i) => {
    const [cell, flags] = [s * sheet.periods + day, packed.flags[i] ?? 0];
    sheet.values[cell] = flags & 1 ? Number.NaN : Math.max(0, packed.units[i] ?? 0);
    sheet.soldOut[cell] = flags & 2 ? 1 : 0;
    sheet.promo[cell] = flags & 4 ? 1 : 0;
  });
}

/** A warehouse that sells on nearly every day was closed on the others; one that never sold on this weekday lately will be closed on it. */
const USUALLY_OPEN = 0.6;
const WEEKS_LOOKED_AT = 8;
function closeDays(sheet: Sheet): Float32Array | null {
  const { periods, at, places } = sheet;
  const open = new Float32Array(places.length * periods).fill(1);
  let some = false;
  for (const [, of] of grouped(
    places.map((p, s) => ({ s, warehouse: p.warehouse })),
    (p) => p.warehouse,
  )) {
    const sells = new Uint8Array(at);
    for (const { s } of of) for (let t = 0; t < at; t += 1) if ((sheet.values[s * periods + t] ?? 0) > 0) sells[t] = 1;
    const first = sells.indexOf(1);
    if (first < 0 || sells.reduce((a, b) => a + b, 0) < USUALLY_OPEN * (at - first)) continue;
    for (let t = first; t < periods; t += 1) {
      const shut = t < at ? sells[t] === 0 : Array.from({ length: WEEKS_LOOKED_AT }, (_, k) => sells[at - 7 * (k + 1) + ((t - at) % 7)] ?? 0).every((v) => v === 0);
      if (!shut) continue;
      some = true;
      for (const { s } of of) open[s * periods + t] = 0;
    }
  }
  return some ? open : null;
}

type Plan = { readonly item: string; readonly from: Day; readonly to: Day };
/** Prices for everybody that hold for a while and lie under the item's own: promotions, past and to come. */
const plannedPromotions = (s: Snapshot, span: { readonly from: Day; readonly to: Day; readonly items?: readonly string[] }): Promise<Plan[]> =>
  s.query<Plan>(
    `select p.data->>'item' as item, p.data->>'from' as from, p.data->>'to' as to from books.record p join books.record i on i.org_id = p.org_id and i.id = (p.data->>'item')::uuid
      where p.org_id = books.org() and p.type = 'price' and p.active and p.data->>'kind' = 'sale' and p.data->>'party' is null and p.data->>'from' <= $2 and p.data->>'to' >= $1
        and ($3::uuid[] is null or i.id = any ($3)) and (p.data->>'price')::numeric < (i.data->>'salePrice')::numeric`,
    [span.from, span.to, span.items ?? null],
  );

function promise(sheet: Sheet, plan: Plan): void {
  const [a, b] = [Math.max(0, daysBetween(sheet.start, plan.from)), Math.min(sheet.periods - 1, daysBetween(sheet.start, plan.to))];
  for (const [s, place] of sheet.places.entries()) if (place.item === plan.item) for (let t = a; t <= b; t += 1) sheet.promo[s * sheet.periods + t] = 1;
}

function spread(sheet: Sheet, of: readonly { readonly item: string | null; readonly warehouse: string | null; readonly values: ReadonlyMap<Day, number> }[]): Float32Array {
  const cells = new Float32Array(sheet.values.length).fill(Number.NaN);
  for (const known of of)
    for (const [s, place] of sheet.places.entries()) {
      if ((known.item !== null && known.item !== place.item) || (known.warehouse !== null && known.warehouse !== place.warehouse)) continue;
      for (const [day, value] of known.values) {
        const t = daysBetween(sheet.start, day);
        if (t >= 0 && t < sheet.periods) cells[s * sheet.periods + t] = value;
      }
    }
  return cells;
}

const bytesOf = (a: Float32Array | Uint8Array): Buffer => Buffer.from(a.buffer, a.byteOffset, a.byteLength);
function versionOf(table: SeriesTable, soldOut: Uint8Array, at: number): string {
  const hash = createHash('sha256').update(`${table.names.join()}\n${table.groups.join()}\n${formatDay(table.anchor)} ${at}`);
  for (const column of table.known) hash.update(column.name).update(bytesOf(column.values));
  return hash.update(bytesOf(table.values)).update(bytesOf(soldOut)).digest('hex').slice(0, 16);
}
