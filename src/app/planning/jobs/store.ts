// Jobs in the database: asked for once, taken by one process, kept alive by a beat, taken up again when their process died, cancelled by anybody.
import type { Day } from '#kernel/day';
import type { Database, Scope, Snapshot } from '#kernel/ports';

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
/** Who does jobs in this process hears at once that there is one; other processes look every now and then. */
const waiting = new Set<() => void>();
export const onAsked = (hear: () => void): (() => void) => {
  waiting.add(hear);
  return () => void waiting.delete(hear);
};
/** Asks for a job; where the same one already waits, that one is meant. Returns its id. */
export async function ask(db: Database, scope: Scope, job: Asked): Promise<string> {
  const id = await askIn(db, scope, job);
  for (const hear of waiting) hear();
  return id;
}
const askIn = (db: Database, scope: Scope, job: Asked): Promise<string> =>
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
