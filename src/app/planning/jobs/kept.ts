// What a job leaves in the database: forecasts of each series, what stands in for sold-out days, the model, which forecast holds, and what some series are forecast again from.
// All that is large is written in small pieces first; one small transaction then makes it hold.
import type { Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Database, Scope, Snapshot } from '#kernel/ports';
import type { SeriesKey } from '../history-table.ts';
import { LEVELS } from '../latest.ts';
import type { Imputed, Said } from './forecast.ts';
import { mustBeWhole, readPack, sweepPacks } from './pack.ts';

/** Series a statement writes. */
const ROWS = 50;
export type Saved = { readonly job: string; readonly series: readonly SeriesKey[]; readonly said: Said; readonly origin: Day; readonly start: Day; readonly horizon: number };

/** Writes what was said of each series under a job's name, in several transactions. */
export async function saveForecast(db: Database, scope: Scope, saved: Saved): Promise<void> {
  for (let from = 0; from < saved.series.length; from += ROWS) {
    const rows = saved.series.slice(from, from + ROWS).map((key, i) => rowOf(saved, key, from + i));
    await db.write(scope, (tx) => tx.query(FORECAST, [saved.job, saved.origin, saved.horizon, JSON.stringify(rows)]));
  }
}
const FORECAST = `insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles, parts, quality)
  select books.org(), $1, item, warehouse, $2::date, $3, class, model, means, quantiles, parts, quality
    from jsonb_to_recordset($4::jsonb) as f(item uuid, warehouse uuid, class text, model text, means float8[], quantiles float8[], parts jsonb, quality jsonb)
  on conflict (org_id, job_id, item_id, warehouse_id) do update set origin = excluded.origin, class = excluded.class, model = excluded.model, means = excluded.means, quantiles = excluded.quantiles,
    parts = excluded.parts, quality = case when excluded.quality = '{}'::jsonb then forecast.quality else excluded.quality end`;

function rowOf({ said, horizon: H }: Saved, key: SeriesKey, i: number) {
  const Q = H * LEVELS.length;
  return {
    ...key,
    class: said.classes[i],
    model: said.models[i],
    means: [...said.means.subarray(i * H, i * H + H)],
    quantiles: [...said.quantiles.subarray(i * Q, i * Q + Q)],
    parts: said.parts[i] ?? {},
    quality: { ...accuracyOf(said, i), ...(said.drift[i] ? { drift: { alarm: said.drift[i].alarm, reason: said.drift[i].reason, days: said.drift[i].days } } : {}) },
  };
}

/** WAPE of each method and our bias over the test, as shares of what was sold, and the sold-out days left out of it; nothing where nothing was sold. */
function accuracyOf(said: Said, i: number) {
  const { accuracy } = said;
  const sold = accuracy?.sold[i] ?? 0;
  if (!accuracy || !(sold > 0)) return {};
  const M = accuracy.methods.length;
  return {
    sold,
    unknown: accuracy.unknown[i] ?? 0,
    bias: (accuracy.bias[i] ?? 0) / sold,
    wape: Object.fromEntries(accuracy.methods.map((m, k) => [m, (accuracy.error[i * M + k] ?? 0) / sold])),
  };
}

/** The sold-out days of some series and what is taken in their place; what a person set aside stays so. */
export async function saveImputed(
  db: Database,
  scope: Scope,
  job: {
    readonly series: readonly SeriesKey[];
    readonly imputed: readonly Imputed[];
    readonly dayOf: (period: number) => Day;
    readonly idOf: (key: SeriesKey, day: Day) => string;
  },
): Promise<void> {
  const bySeries = grouped(job.imputed, (c) => String(c.series));
  for (let from = 0; from < job.series.length; from += ROWS) {
    const part = job.series.slice(from, from + ROWS);
    const rows = part.flatMap((key, i) =>
      (bySeries.get(String(from + i)) ?? []).map((c) => ({
        ...key,
        id: job.idOf(key, job.dayOf(c.period)),
        day: job.dayOf(c.period),
        quantity: Math.round((c.to - c.from) * 1e6),
        reason: c.reason,
      })),
    );
    await db.write(scope, async (tx) => {
      await tx.query(
        `delete from planning.clean_change c using jsonb_to_recordset($1::jsonb) as s(item uuid, warehouse uuid) where c.org_id = books.org() and c.item_id = s.item and c.warehouse_id = s.warehouse and c.kind = '缺货截断' and c.undone_at is null`,
        [JSON.stringify(part)],
      );
      await tx.query(
        `insert into planning.clean_change (org_id, id, item_id, warehouse_id, day, kind, quantity, reason) select books.org(), id, item, warehouse, day, '缺货截断', quantity, reason
           from jsonb_to_recordset($1::jsonb) as c(id uuid, item uuid, warehouse uuid, day date, quantity bigint, reason text) on conflict (org_id, id) do nothing`,
        [JSON.stringify(rows)],
      );
    });
  }
}

/** Forecasts are kept for scoring what became of them; models for going back one. Days, models. */
const KEEP_DAYS = 60;
const KEEP_MODELS = 2;
/** `ground`: its pack. `model`: what was trained for it, where something was. */
export type Current = { readonly job: string; readonly now: string; readonly start: Day; readonly ground: string | null; readonly model: NewModel | null };
/** `pack`: the name of its bytes' pack. */
export type NewModel = { readonly until: Day; readonly pack: string; readonly series: readonly string[] };
/** Makes a job's forecast, and the model trained for it, those that hold; lets go of old ones and of what ended jobs left behind. */
export const makeCurrent = (db: Database, scope: Scope, { job, now, start, ground, model }: Current): Promise<void> =>
  db.write(scope, async (tx) => {
    for (const pack of [ground, model?.pack]) if (pack) await mustBeWhole(tx, pack);
    if (model)
      await tx.query(
        `insert into planning.model (org_id, job_id, trained_at, until, series, pack) values (books.org(), $1, $2, $3, $4, $5) on conflict (org_id, job_id) do update set series = excluded.series, pack = excluded.pack`,
        [job, now, model.until, model.series, model.pack],
      );
    await tx.query(
      `insert into planning.current (org_id, job_id, start, pack) values (books.org(), $1, $2::date, $3) on conflict (org_id) do update set job_id = excluded.job_id, start = excluded.start, pack = excluded.pack`,
      [job, start, ground],
    );
    await tx.query(
      `delete from planning.forecast f using planning.job j where f.org_id = books.org() and j.org_id = f.org_id and j.id = f.job_id and j.id <> $1 and j.asked_at < $2::timestamptz - make_interval(days => ${KEEP_DAYS})`,
      [job, now],
    );
    await tx.query(
      `delete from planning.model where org_id = books.org() and job_id not in (select job_id from planning.model where org_id = books.org() order by trained_at desc, job_id limit ${KEEP_MODELS})`,
    );
    await sweepPacks(tx);
  });

export type Trained = { readonly job: string; readonly bytes: Uint8Array; readonly version: string; readonly series: readonly SeriesKey[] };
/** The model trained last; null before the first training. One query, and one a piece of it. */
export async function lastModel(s: Snapshot): Promise<Trained | null> {
  const [row] = await s.query<Omit<Trained, 'series' | 'bytes'> & { series: readonly string[]; pack: string }>(
    `select m.job_id::text as job, m.pack::text as pack, m.series, j.model_version as version from planning.model m join planning.job j on j.org_id = m.org_id and j.id = m.job_id where m.org_id = books.org() order by m.trained_at desc, m.job_id limit 1`,
  );
  const bytes = row ? await readPack(s, row.pack) : null;
  return row && bytes ? { job: row.job, version: row.version, bytes, series: row.series.map(keyOf) } : null;
}
const keyOf = (name: string): SeriesKey => {
  const [item = '', warehouse = ''] = name.split('|');
  return { item, warehouse };
};

/** What is needed to forecast some series of the forecast that holds again; null before the first one. */
export type Held = {
  readonly job: string;
  readonly start: Day;
  readonly origin: Day;
  readonly horizon: number;
  readonly ground: Uint8Array;
  readonly model: Trained;
  /** Those of the asked items, with the kind of model each was forecast with. */
  readonly series: readonly (SeriesKey & { readonly model: string })[];
};
/** Three queries, and one a piece of the model and of the ground. */
export async function heldIn(s: Snapshot, items: readonly string[]): Promise<Held | null> {
  const [now] = await s.query<Pick<Held, 'job' | 'start' | 'origin' | 'horizon'> & { pack: string }>(
    `select c.job_id::text as job, c.start::text as start, j.origin::text as origin, j.horizon, c.pack::text as pack from planning.current c join planning.job j on j.org_id = c.org_id and j.id = c.job_id where c.org_id = books.org() and c.pack is not null`,
  );
  const model = now ? await lastModel(s) : null;
  const ground = now ? await readPack(s, now.pack) : null;
  if (!now || !model || !ground) return null;
  const series = await s.query<Held['series'][number]>(
    `select item_id::text as item, warehouse_id::text as warehouse, model from planning.forecast where org_id = books.org() and job_id = $1 and item_id = any ($2::uuid[]) order by 1, 2`,
    [now.job, items],
  );
  return { job: now.job, start: now.start, origin: now.origin, horizon: now.horizon, ground, model, series };
}
