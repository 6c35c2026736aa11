// Does jobs: reads the history, has a thread calculate, writes what came out. One at a time in a process, at the lowest priority; bookings go first.
import { addDays, type Day } from '#kernel/day';
import { present } from '#kernel/must';
import type { Scope } from '#kernel/ports';
import { sha256 } from '#platform/digest';
import { buildDemand, changeId } from '../demand/build.ts';
import { type FreshSeries, type History, readSome, type SeriesKey } from '../history-table.ts';
import { AFTER_FORECAST } from '../after.ts';
import { backtestOf } from './backtest-job.ts';
import { type At, CannotForecast, type Course, type Desk, ENGINE, historyFor } from './course.ts';
import { Misfit, type Said, type Summary } from './forecast.ts';
import { type Current, heldIn, lastModel, makeCurrent, saveForecast, saveImputed } from './kept.ts';
import { savePack } from './pack.ts';
import { beat, end, handBack, type Job, stamp, take } from './store.ts';
import { calculate, Stopped } from './thread.ts';

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
  const { job } = course.at;
  const history = await historyFor(course, { share: 0.2, whole: true });
  const said = await calculate({ kind: 'train', ground: groundOf(job, history) }, { progress: within(course, 0.2, 0.9), onStop: course.onStop });
  await course.say(0.9, '保存预测');
  const { bytes, print } = present(said.model, 'a training gives a model');
  await save(course, history, { said, modelVersion: `${ENGINE}:${print}` });
  const model = { until: history.origin, series: history.table.names, pack: await packed(course, bytes) };
  return conclude(course, said.summary, { start: history.start, ground: await packed(course, said.ground), model });
}

async function refreshJob(course: Course): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const model = await desk.ports.db.read(scope, lastModel);
  if (!model) return trainJob(course);
  const history = await historyFor(course, { share: 0.4, first: model.series });
  try {
    const said = await calculate({ kind: 'refresh', ground: groundOf(job, history), model: model.bytes }, { progress: within(course, 0.4, 0.85), onStop: course.onStop });
    await course.say(0.85, '保存预测');
    await save(course, history, { said, modelVersion: model.version });
    return await conclude(course, said.summary, { start: history.start, ground: await packed(course, said.ground), model: null });
  } catch (error) {
    // Promotions, signals or closing days changed what a model is fed: it is trained anew.
    if (error instanceof Misfit) return trainJob(course);
    throw error;
  }
}

/** After an event: only the days of its items are read again, and only their forecasts are made anew, in the forecast that holds. */
async function oneJob(course: Course): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const { db } = desk.ports;
  const items = Array.isArray(job.params['items']) ? job.params['items'].map(String) : [];
  const held = await db.read(scope, (s) => heldIn(s, items));
  if (!held) return trainJob(course);
  await buildDemand(desk.ports, scope, { items, progress: (done, of) => course.say((0.5 * done) / of, `从单据整理需求 ${done}/${of}`) });
  // A newcomer is forecast after the launches of others, which the nightly look knows; what was never forecast waits for it too.
  const series = held.series.filter((k) => k.model !== 'analogue');
  if (series.length === 0) return { items: items.length, series: 0, troubles: [] };
  const fresh = await readSome(db, scope, { ...held, series });
  try {
    const said = await calculate(
      {
        kind: 'some',
        again: { ground: held.ground, model: held.model.bytes, wanted: series.map((k, i) => ({ name: fresh[i]?.name ?? '', model: k.model })), fresh, plain: false },
      },
      { progress: within(course, 0.5, 0.9), onStop: course.onStop },
    );
    await course.say(0.9, '保存预测');
    const done = { series, said, start: held.start, origin: held.origin };
    await saveForecast(db, scope, { job: held.job, horizon: held.horizon, ...done });
    await imputedOf(course, done);
    await stamp(db, scope, { id: job.id, dataVersion: versionOf(fresh), modelVersion: held.model.version, origin: held.origin });
    return await conclude(course, { items: items.length, series: series.length }, { job: held.job, items });
  } catch (error) {
    if (error instanceof Misfit) return trainJob(course);
    throw error;
  }
}

const versionOf = (fresh: readonly FreshSeries[]): string =>
  sha256(fresh.map((f) => `${f.name} ${Buffer.from(f.values.buffer).toString('base64')} ${Buffer.from(f.soldOut.buffer).toString('base64')}`).join('\n')).slice(0, 16);

async function save(course: Course, history: History, { said, modelVersion }: { readonly said: Said; readonly modelVersion: string }): Promise<void> {
  const { desk, scope, job } = course.at;
  const done = { series: history.series, said, start: history.start, origin: history.origin };
  await saveForecast(desk.ports.db, scope, { job: job.id, horizon: job.horizon, ...done });
  await imputedOf(course, done);
  await stamp(desk.ports.db, scope, { id: job.id, dataVersion: history.version, modelVersion, origin: history.origin });
}

/** Keeps large bytes; returns the name of their pack. */
async function packed({ at: { desk, scope } }: Course, bytes: Uint8Array | null): Promise<string> {
  const id = desk.ports.ids.next();
  await savePack(desk.ports.db, scope, { id, bytes: present(bytes, 'all series were forecast') });
  return id;
}

/** Series are counted by their place in `series`. */
const imputedOf = ({ at: { desk, scope } }: Course, job: { readonly series: readonly SeriesKey[]; readonly said: Said; readonly start: Day }): Promise<void> =>
  saveImputed(desk.ports.db, scope, {
    series: job.series,
    imputed: job.said.imputed,
    dayOf: (period) => addDays(job.start, period),
    idOf: (key, day) => changeId(key, { kind: '缺货截断', on: day, doc: '', line: 0 }),
  });

/** All series of a forecast with what it was made from, or some of the one that holds. */
type Made = Pick<Current, 'start' | 'ground' | 'model'> | { readonly job: string; readonly items: readonly string[] };

/** The forecast holds from now on; whoever builds on it is told. What they fail at is said in the result and does not take the forecast away. */
async function conclude(course: Course, summary: Summary | { readonly items: number; readonly series: number }, made: Made): Promise<unknown> {
  const { desk, scope, job } = course.at;
  const kind = job.kind === 'backtest' ? 'refresh' : job.kind;
  if (!('items' in made)) await makeCurrent(desk.ports.db, scope, { job: job.id, now: desk.ports.clock.now(), ...made });
  const told = 'items' in made ? { ...made, kind } : { job: job.id, kind, items: null };
  const troubles: string[] = [];
  for (const [i, after] of AFTER_FORECAST.entries()) {
    await course.say(0.92 + (0.08 * i) / AFTER_FORECAST.length, '计算安全库存与建议');
    try {
      await after(desk.ports, scope, told);
    } catch (error) {
      process.stderr.write(`planning after ${job.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      troubles.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { ...summary, troubles };
}
