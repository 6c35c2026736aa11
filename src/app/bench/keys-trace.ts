// Reads a Chromium trace: what the page's main thread did for each key, task by task. Blind to the waiting for the screen.
import { must } from '#kernel/must';

type Event = {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
};

/** `toplevel` brings the tasks, `devtools.timeline` the keys and the frames. */
export const TRACED = ['toplevel', 'devtools.timeline'];
const TASK = 'ThreadControllerImpl::RunTask';
/** The last step of a frame that the trace names; its task hands the frame over. */
const FRAME = 'Layerize';
/** What happens later than this after a key belongs to the pause, µs. */
const REACH = 60_000;

/**
 * One key, ms on the page's main thread. `work`: its processor time from the key to the frame handed over; `elapsed`: the same by the clock
 * on the wall, so with whatever else the machine did meanwhile; `whole`: processor time with all that follows up to the next key.
 */
export type KeyWork = { readonly work: number; readonly elapsed: number; readonly whole: number };

/** One entry per keydown in the order pressed; null for a key that changed no picture (a modifier). */
export function keysInTrace(json: string): readonly (KeyWork | null)[] {
  const { traceEvents } = JSON.parse(json) as { readonly traceEvents: readonly Event[] };
  const isKey = (e: Event): boolean => e.name === 'EventDispatch' && e.args?.data?.type === 'keydown';
  const first = traceEvents.find(isKey);
  must(first !== undefined, 'the trace holds no key');
  // A page of its own has one main thread; other processes and threads are not the page's.
  const own = traceEvents.filter((e) => e.pid === first.pid && e.tid === first.tid && e.ph === 'X').toSorted((a, b) => a.ts - b.ts);
  const tasks = outermost(own.filter((e) => e.name === TASK));
  const frames = own.filter((e) => e.name === FRAME).map((e) => e.ts);
  // A key begins with the task that brings it.
  const keys = own.filter(isKey).map((e) => tasks.findLast((task) => task.ts <= e.ts)?.ts ?? e.ts);
  return keys.map((ts, i) => workOf(tasks, frames, { from: ts, to: Math.min(keys[i + 1] ?? Infinity, ts + REACH) }));
}

/** A task that runs inside another one is part of it. */
function outermost(tasks: readonly Event[]): readonly Event[] {
  let end = -Infinity;
  return tasks.filter((task) => {
    if (task.ts < end) return false;
    end = task.ts + (task.dur ?? 0);
    return true;
  });
}

function workOf(tasks: readonly Event[], frames: readonly number[], span: { readonly from: number; readonly to: number }): KeyWork | null {
  const frame = frames.find((ts) => ts > span.from && ts < span.to);
  if (frame === undefined) return null;
  const mine = tasks.filter((task) => task.ts >= span.from && task.ts < span.to);
  const sum = (of: readonly Event[], what: 'dur' | 'tdur'): number => of.reduce((ms, task) => ms + (task[what] ?? 0) / 1000, 0);
  const shown = mine.filter((task) => task.ts <= frame);
  return { work: sum(shown, 'tdur'), elapsed: sum(shown, 'dur'), whole: sum(mine, 'tdur') };
}
