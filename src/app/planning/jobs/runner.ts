// Does jobs: reads the history, has a thread calculate, writes what came out. One at a time in a process, at the lowest priority; bookings go first.
import { addDays } from '#kernel/day';
import type { Scope } from '#kernel/ports';
import { sha256 } from '#platform/digest';
import { changeId } from '../demand/build.ts';
import type { History, SeriesKey } from '../history-table.ts';
import { AFTER_FORECAST } from '../hooks.ts';
import { backtestOf } from './backtest-job.ts';
import { type At, CannotForecast, type Course, type Desk, historyFor } from './course.ts';
import { Misfit, type Said, type Summary, unpack } from './forecast.ts';
import { beat, end, handBack, type Job, makeCurrent, saveForecast, saveImputed, stamp, take } from './store.ts';
import { calculate, Stopped } from './thread.ts';

/** What calculates; part of every forecast's name, changed with the engine. */
const ENGINE = 'hengcang-forecast-1';

/** How often a running job tells of itself, ms. */
const BEAT = 1000;

/** Takes one job of a company and does it; false when there was none. */
export async function workOnce(desk: Desk, scope: Scope): Promise<boolean> {
  const job = await take(desk.ports.db, scope, desk.holder);
  if (!job) return false;
  desk.tell(scope.org, job.id);
  await doJob({ desk, scope, job });
  desk.tell(scope.org, job.id);
  return true;
}

async function doJob(at: At): Promise<void> {
  const { desk, scope, job } = at;
  const { db } = desk.ports;
  let now = { progress: 0, step: '准备数据' };
  let stopped = false;
  let stop: (() => void) | null = null;
  const look = async (): Promise<void> => {
    if (!(await beat(db, scope, { id: job.id, holder: desk.holder, ...now }))) stopped = true;
    if (stopped || desk.stopping.aborted) stop?.();
    desk.tell(scope.org, job.id);
  };
  const beating: { now: Promise<void> | null } = { now: null };
  const timer = setInterval(() => {
    beating.now ??= look()
      .catch(() => undefined)
      .finally(() => {
        beating.now = null;
      });
  }, BEAT);
  const note = (progress: number, step: string): void => {
    now = { progress, step };
  };
  const say = (progress: number, step: string): Promise<void> => {
    note(progress, step);
    return stopped || desk.stopping.aborted ? Promise.reject(new Stopped('stopped')) : Promise.resolve();
  };
  try {
    const result = await WORK[job.kind]({ at, say, note, onStop: (s) => (stop = s) });
    await beating.now;
    await end(db, scope, { id: job.id, holder: desk.holder, state: 'done', result });
  } catch (error) {
    await beating.now;
    if (error instanceof Stopped) await handBack(db, scope, { id: job.id, holder: desk.holder });
    else await end(db, scope, { id: job.id, holder: desk.holder, state: 'failed', error: sentenceOf(error) });
    if (!(error instanceof Stopped || error instanceof CannotForecast))
      process.stderr.write(`planning ${job.kind} ${job.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  } finally {
    clearInterval(timer);
  }
}

const sentenceOf = (error: unknown): string =>
  error instanceof CannotForecast ? error.message : `计算出错：${error instanceof Error ? error.message : String(error)}。可以重新计算；若仍失败请联系管理员`;

const WORK: Readonly<Record<Job['kind'], (course: Course) => Promise<unknown>>> = { train: trainJob, refresh: refreshJob, one: oneJob, backtest: (course) => backtestOf(course) };

const groundOf = (job: Job, history: History) => ({ table: history.table, at: history.at, horizon: job.horizon, soldOut: history.soldOut, seed: job.seed });

/** From the thread's progress to the job's: the thread has everything between `from` and `to`. */
const within =
  ({ note }: Course, from: number, to: number) =>
  (share: number, step: string) =>
    note(from + (to - from) * share, step);

async function trainJob(course: Course): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const { db, clock } = desk.ports;
  const history = await historyFor(course, { share: 0.2, whole: true });
  const said = await calculate({ kind: 'train', ground: groundOf(job, history) }, { progress: within(course, 0.2, 0.9), onStop: course.onStop });
  await course.say(0.9, '保存预测');
  const bytes = said.model ?? new Uint8Array();
  await save(course, history, { said, modelVersion: `${ENGINE}:${sha256(Buffer.from(bytes).toString('base64')).slice(0, 12)}` });
  await db.write(scope, (tx) =>
    tx.query(
      `insert into planning.model (org_id, job_id, trained_at, until, bytes) values (books.org(), $1, $2, $3, $4) on conflict (org_id, job_id) do update set bytes = excluded.bytes`,
      [job.id, clock.now(), history.origin, bytes],
    ),
  );
  return conclude(course, said.summary, null);
}

type Trained = { readonly job: string; readonly bytes: Uint8Array; readonly version: string };
async function lastModel({ desk, scope }: At): Promise<Trained | null> {
  const [row] = await desk.ports.db.read(scope, (s) =>
    s.query<Trained>(
      `select m.job_id::text as job, m.bytes, j.model_version as version from planning.model m join planning.job j on j.org_id = m.org_id and j.id = m.job_id where m.org_id = books.org() order by m.trained_at desc, m.job_id limit 1`,
    ),
  );
  return row ?? null;
}

const keysOf = (bytes: Uint8Array): readonly SeriesKey[] =>
  unpack(bytes).names.map((name) => {
    const [item = '', warehouse = ''] = name.split('|');
    return { item, warehouse };
  });

async function refreshJob(course: Course): Promise<unknown> {
  const model = await lastModel(course.at);
  if (!model) return trainJob(course);
  const { job } = course.at;
  const history = await historyFor(course, { share: 0.4, first: keysOf(model.bytes) });
  try {
    const said = await calculate({ kind: 'refresh', ground: groundOf(job, history), model: model.bytes }, { progress: within(course, 0.4, 0.85), onStop: course.onStop });
    await course.say(0.85, '保存预测');
    await save(course, history, { said, modelVersion: model.version });
    return await conclude(course, said.summary, null);
  } catch (error) {
    // Promotions, signals or closing days changed what a model is fed: it is trained anew.
    if (error instanceof Misfit) return trainJob(course);
    throw error;
  }
}

/** After an event: the days of some items are read again, and only their forecasts are made anew, in the forecast that holds. */
async function oneJob(course: Course): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const items = Array.isArray(job.params['items']) ? job.params['items'].map(String) : [];
  const [model, current] = [
    await lastModel(course.at),
    await desk.ports.db.read(scope, (s) => s.query<{ job: string }>('select job_id::text as job from planning.current where org_id = books.org()')),
  ];
  if (!model || !current[0]) return trainJob(course);
  const history = await historyFor(course, { share: 0.5, first: keysOf(model.bytes), items });
  const picked = history.series.flatMap((key, i) => (items.includes(key.item) ? [i] : []));
  try {
    const said = await calculate(
      { kind: 'some', ground: groundOf(job, history), model: model.bytes, series: picked, plain: false },
      { progress: within(course, 0.5, 0.9), onStop: course.onStop },
    );
    await course.say(0.9, '保存预测');
    const series = picked.flatMap((i) => history.series[i] ?? []);
    await saveForecast(desk.ports.db, scope, { job: current[0].job, series, said, origin: history.origin, start: history.start, horizon: job.horizon });
    await imputedOf(course, history, { series, said, place: picked });
    await stamp(desk.ports.db, scope, { id: job.id, dataVersion: history.version, modelVersion: model.version, origin: history.origin });
    return await conclude(course, said.summary, { job: current[0].job, items });
  } catch (error) {
    if (error instanceof Misfit) return trainJob(course);
    throw error;
  }
}

async function save(course: Course, history: History, { said, modelVersion }: { readonly said: Said; readonly modelVersion: string }): Promise<void> {
  const { desk, scope, job } = course.at;
  await saveForecast(desk.ports.db, scope, { job: job.id, series: history.series, said, origin: history.origin, start: history.start, horizon: job.horizon });
  await imputedOf(course, history, { series: history.series, said, place: history.series.map((_, i) => i) });
  await stamp(desk.ports.db, scope, { id: job.id, dataVersion: history.version, modelVersion, origin: history.origin });
}

async function imputedOf(
  { at: { desk, scope } }: Course,
  history: History,
  job: { readonly series: readonly SeriesKey[]; readonly said: Said; readonly place: readonly number[] },
): Promise<void> {
  const at = new Map(job.place.map((s, i) => [s, i]));
  await saveImputed(desk.ports.db, scope, {
    series: job.series,
    imputed: job.said.imputed.flatMap((c) => (at.has(c.series) ? [{ ...c, series: at.get(c.series) ?? 0 }] : [])),
    dayOf: (period) => addDays(history.start, period),
    idOf: (key, day) => changeId(key, { kind: '缺货截断', on: day, doc: '', line: 0 }),
  });
}

/** The forecast holds from now on; whoever builds on it is told. What they fail at is said in the result and does not take the forecast away. */
async function conclude(course: Course, summary: Summary, some: { readonly job: string; readonly items: readonly string[] } | null): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const made = { job: some?.job ?? job.id, kind: job.kind === 'backtest' ? ('refresh' as const) : job.kind, items: some?.items ?? null };
  if (!some) await makeCurrent(desk.ports.db, scope, { job: job.id, now: desk.ports.clock.now() });
  const troubles: string[] = [];
  for (const [i, after] of AFTER_FORECAST.entries()) {
    await course.say(0.92 + (0.08 * i) / AFTER_FORECAST.length, '计算安全库存与建议');
    try {
      await after(desk.ports, scope, made);
    } catch (error) {
      process.stderr.write(`planning after ${job.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      troubles.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { ...summary, ...(some ? { items: some.items.length } : {}), troubles };
}
