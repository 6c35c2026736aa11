// Jobs in the database: asked for once, taken by one process, kept alive by a beat, taken up again when their process died, cancelled by anybody.
import type { Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Database, Scope, Snapshot } from '#kernel/ports';
import type { SeriesKey } from '../history-table.ts';
import { LEVELS } from '../latest.ts';
import type { Imputed, Said } from './forecast.ts';

export type JobKind = 'train' | 'refresh' | 'one' | 'backtest';
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
export const KIND_ZH: Readonly<Record<JobKind, string>> = { train: '训练并预测', refresh: '每日刷新', one: '按事件更新', backtest: '回测' };
export const STATE_ZH: Readonly<Record<JobState, string>> = { waiting: '排队', running: '计算中', done: '完成', failed: '失败', cancelled: '已取消' };

export type Job = {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly progress: number;
  readonly step: string;
  readonly seed: number;
  readonly dataVersion: string | null;
  readonly modelVersion: string | null;
  readonly origin: Day | null;
  readonly horizon: number;
  readonly params: Readonly<Record<string, unknown>>;
  readonly askedBy: string;
  readonly askedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly error: string | null;
  readonly tries: number;
};

const COLUMNS = `id::text, kind, state, progress::float8 as progress, step, seed, data_version as "dataVersion", model_version as "modelVersion", origin::text as origin, horizon, params,
  asked_by as "askedBy", asked_at as "askedAt", started_at as "startedAt", ended_at as "endedAt", error, tries`;

/** The latest jobs, newest first. */
export const jobsOf = (s: Snapshot, most = 50): Promise<Job[]> =>
  s.query<Job>(`select ${COLUMNS} from planning.job where org_id = books.org() order by asked_at desc, id desc limit $1`, [most]);
export const jobWith = async (s: Snapshot, id: string): Promise<Job | null> =>
  (await s.query<Job>(`select ${COLUMNS} from planning.job where org_id = books.org() and id = $1`, [id]))[0] ?? null;

export type Asked = {
  readonly id: string;
  readonly kind: JobKind;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly horizon?: number;
  readonly seed?: number;
  readonly by: string;
  readonly at: string;
};
/** Asks for a job; where the same one already waits, that one is meant. Returns its id. */
export const ask = (db: Database, scope: Scope, job: Asked): Promise<string> =>
  db.write(scope, async (tx) => {
    const params = JSON.stringify(job.params ?? {});
    const [made] = await tx.query<{ id: string }>(
      `insert into planning.job (org_id, id, kind, params, horizon, seed, asked_by, asked_at) values (books.org(), $1, $2, $3::jsonb, coalesce($4, 14), coalesce($5, 20260), $6, $7)
       on conflict do nothing returning id::text`,
      [job.id, job.kind, params, job.horizon ?? null, job.seed ?? null, job.by, job.at],
    );
    if (made) return made.id;
    const [there] = await tx.query<{ id: string }>(`select id::text from planning.job where org_id = books.org() and kind = $1 and state = 'waiting' and params = $2::jsonb`, [
      job.kind,
      params,
    ]);
    return there?.id ?? job.id;
  });

/** A job whose process has not been heard of for so long is taken up by another; after so many tries it has failed. Seconds. */
const SILENT = 60;
const TRIES = 3;

/** Companies where a job waits, oldest first. */
export const companiesWithJobs = (db: Database): Promise<string[]> =>
  db.door(async (tx) =>
    (
      await tx.query<{ org: string }>(
        `select org_id::text as org from planning.job where state = 'waiting' or (state = 'running' and beat_at < clock_timestamp() - make_interval(secs => ${SILENT})) group by 1 order by min(asked_at)`,
      )
    ).map((r) => r.org),
  );

/** Takes the oldest job of a company that waits or was left behind; null when there is none or another one is being worked on. */
export const take = (db: Database, scope: Scope, holder: string): Promise<Job | null> =>
  db.write(scope, async (tx) => {
    const silent = `beat_at < clock_timestamp() - make_interval(secs => ${SILENT})`;
    await tx.query(
      `update planning.job set state = 'failed', ended_at = clock_timestamp(), holder = null, error = '计算了 ${TRIES} 次都没有完成（进程中断），不再重试' where org_id = books.org() and state = 'running' and ${silent} and tries >= ${TRIES}`,
    );
    const [job] = await tx.query<Job>(
      `update planning.job set state = 'running', holder = $1, beat_at = clock_timestamp(), started_at = clock_timestamp(), tries = tries + 1, progress = 0, step = '准备数据', error = null
        where org_id = books.org() and id = (select id from planning.job w where w.org_id = books.org() and (w.state = 'waiting' or (w.state = 'running' and w.${silent}))
          and not exists (select from planning.job r where r.org_id = books.org() and r.state = 'running' and not (r.${silent})) order by asked_at, id limit 1 for update skip locked) returning ${COLUMNS}`,
      [holder],
    );
    return job ?? null;
  });

/** Tells how far it is; false when somebody cancelled it or another process has it now. */
export const beat = (db: Database, scope: Scope, job: { readonly id: string; readonly holder: string; readonly progress: number; readonly step: string }): Promise<boolean> =>
  db.write(
    scope,
    async (tx) =>
      (
        await tx.query(
          `update planning.job set beat_at = clock_timestamp(), progress = $3, step = $4 where org_id = books.org() and id = $1 and holder = $2 and state = 'running' returning 1`,
          [job.id, job.holder, Math.min(1, Math.max(0, job.progress)).toFixed(4), job.step],
        )
      ).length > 0,
  );

/** Ends what waits or runs; false when it had ended before. */
export const cancel = (db: Database, scope: Scope, id: string): Promise<boolean> =>
  db.write(
    scope,
    async (tx) =>
      (
        await tx.query(
          `update planning.job set state = 'cancelled', ended_at = clock_timestamp(), holder = null where org_id = books.org() and id = $1 and state in ('waiting', 'running') returning 1`,
          [id],
        )
      ).length > 0,
  );

/** Back to waiting: its process stops and wants somebody else to do it. It did not fail. */
export const handBack = (db: Database, scope: Scope, job: { readonly id: string; readonly holder: string }): Promise<unknown> =>
  db.write(scope, (tx) =>
    tx.query(
      `update planning.job set state = 'waiting', holder = null, tries = tries - 1, progress = 0, step = '' where org_id = books.org() and id = $1 and holder = $2 and state = 'running'`,
      [job.id, job.holder],
    ),
  );

export type Ended = { readonly id: string; readonly holder: string; readonly state: 'done' | 'failed'; readonly result?: unknown; readonly error?: string };
export const end = (db: Database, scope: Scope, ended: Ended): Promise<unknown> =>
  db.write(scope, (tx) =>
    tx.query(
      `update planning.job set state = $3, ended_at = clock_timestamp(), holder = null, progress = case when $3 = 'done' then 1 else progress end, step = case when $3 = 'done' then '' else step end, result = $4::jsonb, error = $5
        where org_id = books.org() and id = $1 and holder = $2 and state = 'running'`,
      [ended.id, ended.holder, ended.state, JSON.stringify(ended.result ?? null), ended.error ?? null],
    ),
  );

export const stamp = (
  db: Database,
  scope: Scope,
  job: { readonly id: string; readonly dataVersion: string; readonly modelVersion: string; readonly origin: Day },
): Promise<unknown> =>
  db.write(scope, (tx) =>
    tx.query(`update planning.job set data_version = $2, model_version = $3, origin = $4 where org_id = books.org() and id = $1`, [
      job.id,
      job.dataVersion,
      job.modelVersion,
      job.origin,
    ]),
  );

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
export type Current = { readonly job: string; readonly now: string; readonly start: Day; readonly ground: Uint8Array | null };
/** Makes a job's forecast the one that holds, and lets go of old ones. */
export const makeCurrent = (db: Database, scope: Scope, { job, now, start, ground }: Current): Promise<void> =>
  db.write(scope, async (tx) => {
    await tx.query(
      `insert into planning.current (org_id, job_id, start, ground) values (books.org(), $1, $2::date, $3) on conflict (org_id) do update set job_id = excluded.job_id, start = excluded.start, ground = excluded.ground`,
      [job, start, ground],
    );
    await tx.query(
      `delete from planning.forecast f using planning.job j where f.org_id = books.org() and j.org_id = f.org_id and j.id = f.job_id and j.id <> $1 and j.asked_at < $2::timestamptz - make_interval(days => ${KEEP_DAYS})`,
      [job, now],
    );
    await tx.query(
      `delete from planning.model where org_id = books.org() and job_id not in (select job_id from planning.model where org_id = books.org() order by trained_at desc, job_id limit ${KEEP_MODELS})`,
    );
  });

export type Trained = { readonly job: string; readonly bytes: Uint8Array; readonly version: string; readonly series: readonly SeriesKey[] };
/** The model trained last; null before the first training. One query. */
export async function lastModel(s: Snapshot): Promise<Trained | null> {
  const [row] = await s.query<Omit<Trained, 'series'> & { series: readonly string[] }>(
    `select m.job_id::text as job, m.bytes, m.series, j.model_version as version from planning.model m join planning.job j on j.org_id = m.org_id and j.id = m.job_id where m.org_id = books.org() order by m.trained_at desc, m.job_id limit 1`,
  );
  return row ? { ...row, series: row.series.map(keyOf) } : null;
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
/** Three queries. */
export async function heldIn(s: Snapshot, items: readonly string[]): Promise<Held | null> {
  const [now] = await s.query<Pick<Held, 'job' | 'start' | 'origin' | 'horizon' | 'ground'>>(
    `select c.job_id::text as job, c.start::text as start, j.origin::text as origin, j.horizon, c.ground from planning.current c join planning.job j on j.org_id = c.org_id and j.id = c.job_id where c.org_id = books.org() and c.ground is not null`,
  );
  const model = now ? await lastModel(s) : null;
  if (!now || !model) return null;
  const series = await s.query<Held['series'][number]>(
    `select item_id::text as item, warehouse_id::text as warehouse, model from planning.forecast where org_id = books.org() and job_id = $1 and item_id = any ($2::uuid[]) order by 1, 2`,
    [now.job, items],
  );
  return { ...now, model, series };
}
