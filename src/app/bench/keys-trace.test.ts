// What a trace says about a key: its tasks up to the frame count, the waiting between them and everybody else's work do not.
import { expect, test } from 'vitest';
import { keysInTrace } from './keys-trace.ts';

type Piece = { readonly name: string; readonly ts: number; readonly dur: number; readonly tdur?: number; readonly type?: string; readonly tid?: number };
const TASK = 'ThreadControllerImpl::RunTask';
const task = (ts: number, dur: number, tdur = dur): Piece => ({ name: TASK, ts, dur, tdur });
const key = (ts: number, type = 'keydown'): Piece => ({ name: 'EventDispatch', ts, dur: 100, type });
const frame = (ts: number): Piece => ({ name: 'Layerize', ts, dur: 100 });
const trace = (...pieces: readonly Piece[]): string =>
  JSON.stringify({
    traceEvents: [
      { name: 'thread_name', ph: 'M', pid: 1, tid: 7, ts: 0, args: { name: 'CrRendererMain' } },
      ...pieces.map(({ type, tid = 7, ...p }) => ({ ...p, ph: 'X', pid: 1, tid, args: type ? { data: { type } } : {} })),
    ],
  });

test('the tasks of the key and of its frame, not the waiting between them', () => {
  expect(keysInTrace(trace(task(1000, 2000, 1500), key(1200), task(12_000, 3000, 2500), frame(13_000)))).toEqual([{ work: 4, elapsed: 5, whole: 4 }]);
});

test('what follows the frame belongs to the whole, up to the next key or the pause', () => {
  const after = task(20_000, 4000);
  const pause = task(90_000, 50_000);
  const [first, second] = keysInTrace(
    trace(task(1000, 1000), key(1100), task(5000, 1000), frame(5500), after, task(30_000, 2000), key(30_100), task(33_000, 1000), frame(33_100), pause),
  );
  expect(first).toEqual({ work: 2, elapsed: 2, whole: 6 });
  // the task in which the next key arrives has begun before it
  expect(second).toEqual({ work: 3, elapsed: 3, whole: 3 });
});

test('a task inside a task is counted once, other threads and events not at all', () => {
  const pieces = [task(1000, 3000), key(1100), key(1200, 'keypress'), task(1500, 1000), { ...task(1600, 9000), tid: 8 }, { ...key(1700), tid: 8 }, task(6000, 1000), frame(6100)];
  expect(keysInTrace(trace(...pieces))).toEqual([{ work: 4, elapsed: 4, whole: 4 }]);
});

test('a key without a frame of its own is none', () => {
  expect(keysInTrace(trace(task(1000, 500), key(1100), task(3000, 500), key(3100), task(4000, 500), frame(4100)))).toEqual([null, { work: 1, elapsed: 1, whole: 1 }]);
});

test('a trace without keys is no trace of typing', () => expect(() => keysInTrace(trace(task(1, 1)))).toThrow('no key'));
