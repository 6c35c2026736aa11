// What every job of planning has: its desk, the way to tell how far it is, and the history it starts from.
import type { Scope } from '#kernel/ports';
import type { Ports } from '../../context.ts';
import { buildDemand, originOf } from '../demand/build.ts';
import { type History, readHistory, type SeriesKey } from '../history-table.ts';
import type { Job } from './store.ts';

/** What calculates; part of every forecast's name, changed with the engine. */
export const ENGINE = 'hengcang-forecast-1';

/** A message for people: the job cannot be done with what there is. */
export class CannotForecast extends Error {
  override readonly name = 'CannotForecast';
}

export type Desk = {
  readonly ports: Ports;
  readonly holder: string;
  /** Something about a company's jobs changed. */
  readonly tell: (org: string, job: string) => void;
  /** The process is going down. */
  readonly stopping: AbortSignal;
};
export type At = { readonly desk: Desk; readonly scope: Scope; readonly job: Job };
export type Course = {
  readonly at: At;
  /** Tells how far the whole job is (0…1) and looks whether it is still wanted; throws Stopped when not. */
  readonly say: (progress: number, step: string) => Promise<void>;
  /** Progress out of a thread, which cannot wait. */
  readonly note: (progress: number, step: string) => void;
  readonly onStop: (stop: () => void) => void;
};

/** The books up to yesterday as history; progress up to `share`. */
export async function historyFor(
  { at: { desk, scope, job }, say }: Course,
  given: { readonly share: number; readonly whole?: boolean; readonly first?: readonly SeriesKey[] },
): Promise<History> {
  const { ports } = desk;
  await buildDemand(ports, scope, {
    ...(given.whole ? { whole: true } : {}),
    progress: (done, of) => say((given.share * 0.7 * done) / of, `从单据整理需求 ${done}/${of}`),
  });
  await say(given.share * 0.7, '读取需求历史');
  const origin = await ports.db.read(scope, (s) => originOf(s, ports.clock.today()));
  const history = await readHistory(ports.db, scope, { origin, horizon: job.horizon, now: ports.clock.now(), ...(given.first ? { first: given.first } : {}) });
  if (!history) throw new CannotForecast('还没有销售、领用或零售的出库记录，没有可以预测的商品。先开几张销售出库单或零售单');
  if (history.at < 21) throw new CannotForecast(`出库记录只有 ${history.at} 天，至少要有 21 天才能预测。再积累 ${21 - history.at} 天会自动开始`);
  await say(given.share, '准备计算');
  return history;
}
