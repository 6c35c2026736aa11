// What planning knows now: the forecast that holds, and the cleaned history behind it. Reads only; everybody who plans asks here.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';

/** Which series; what is not named is not limited. Ids of items and warehouses. */
export type SeriesWanted = { readonly items?: readonly string[]; readonly warehouses?: readonly string[] /** Without parts and quality. */; readonly bare?: true };

export const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99] as const;

/** One series of the forecast that holds, in base units a day. */
export type ForecastRow = {
  readonly item: string;
  readonly warehouse: string;
  /** Demand class and model, the engine's names (words for people: words.ts). */
  readonly class: string;
  readonly model: string;
  /** One a day from `origin` on. */
  readonly means: Float64Array;
  /** horizon × 5, day by day, at LEVELS. */
  readonly quantiles: Float64Array;
  readonly parts: Readonly<Record<string, unknown>>;
  readonly quality: Readonly<Record<string, unknown>>;
};
export type LatestForecast = { readonly job: string; readonly origin: Day; readonly horizon: number; readonly madeAt: string; readonly rows: readonly ForecastRow[] };

type Stored = Omit<ForecastRow, 'means' | 'quantiles'> & { readonly means: readonly number[]; readonly quantiles: readonly number[] };

/** The forecast that holds in a company, inside a transaction of the caller; null before the first one is done. Two queries. */
export async function forecastIn(snapshot: Snapshot, wanted: SeriesWanted = {}): Promise<LatestForecast | null> {
  const [job] = await snapshot.query<{ job: string; origin: Day; horizon: number; at: string }>(
    `select j.id::text as job, j.origin::text as origin, j.horizon, j.ended_at as at from planning.current c join planning.job j on j.org_id = c.org_id and j.id = c.job_id where c.org_id = books.org()`,
  );
  if (!job) return null;
  const rows = await snapshot.query<Stored>(
    `select item_id::text as item, warehouse_id::text as warehouse, class, model, means, quantiles, ${wanted.bare ? `'{}'::jsonb as parts, '{}'::jsonb as quality` : 'parts, quality'} from planning.forecast
      where org_id = books.org() and job_id = $1 and ($2::uuid[] is null or item_id = any ($2)) and ($3::uuid[] is null or warehouse_id = any ($3)) order by item_id, warehouse_id`,
    [job.job, wanted.items ?? null, wanted.warehouses ?? null],
  );
  return {
    job: job.job,
    origin: job.origin,
    horizon: job.horizon,
    madeAt: job.at,
    rows: rows.map((r) => ({ ...r, means: Float64Array.from(r.means), quantiles: Float64Array.from(r.quantiles) })),
  };
}

/** One day of a series, quantities in millionths (Micro). Days without a row were on offer and nothing was wanted. */
export type DemandDay = {
  readonly item: string;
  readonly warehouse: string;
  readonly day: Day;
  readonly gross: bigint;
  readonly clean: bigint;
  readonly bulk: bigint;
  readonly loss: bigint;
  readonly offered: boolean;
  readonly censored: boolean;
  readonly promo: boolean;
};

/** The cleaned history, oldest day first. One query. `from`/`to` inclusive. */
export const demandIn = (snapshot: Snapshot, wanted: SeriesWanted & { readonly from?: Day; readonly to?: Day } = {}): Promise<DemandDay[]> =>
  snapshot.query<DemandDay>(
    `select item_id::text as item, warehouse_id::text as warehouse, day::text as day, gross, clean, bulk, loss, offered, censored, promo from planning.demand
      where org_id = books.org() and ($1::uuid[] is null or item_id = any ($1)) and ($2::uuid[] is null or warehouse_id = any ($2))
        and day between coalesce($3::date, '-infinity') and coalesce($4::date, 'infinity') order by item_id, warehouse_id, day`,
    [wanted.items ?? null, wanted.warehouses ?? null, wanted.from ?? null, wanted.to ?? null],
  );
