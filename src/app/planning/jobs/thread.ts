// The thread in which planning calculates: one piece of work, its progress, its answer. The same file is the thread, at a lower priority.
import { breatheWith } from '#forecast';
import { giveWay } from '#platform/give-way';
import { setPriority } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { threadOf } from '../../forecasting/work.ts';
import { type Answer as Levels, answerOf, type Asked } from '../policy/answer.ts';
import { backtest, type BacktestGround, type BacktestSaid } from './backtest.ts';
import { Misfit, type Ground, refresh, type Said, train } from './forecast.ts';
import { type Again, some } from './some.ts';

export type Work =
  | { readonly kind: 'train'; readonly ground: Ground }
  | { readonly kind: 'refresh'; readonly ground: Ground; readonly model: Uint8Array }
  | { readonly kind: 'some'; readonly again: Again }
  | { readonly kind: 'backtest'; readonly ground: BacktestGround }
  | { readonly kind: 'answer'; readonly asked: Asked };
type Answer<W extends Work> = W extends { readonly kind: 'backtest' } ? BacktestSaid : W extends { readonly kind: 'answer' } ? Levels : Said;
type Message = { readonly progress: number; readonly step: string } | { readonly answer: unknown } | { readonly failed: string; readonly misfit: boolean };

const ROLE = 'hengcang-planning';
/** Bookings go first (#platform/give-way); between them, on Linux, a thread has a priority of its own. */
const LOWER = 10;
/** Objects of a thread (arrays of figures are not among them), MB. */
const MEMORY = 768;

export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export type Hold = { readonly progress: (share: number, step: string) => void /** Called with what ends the work early. */; readonly onStop?: (stop: () => void) => void };

/** Does one piece of work in a thread of its own; `hold.onStop` is given the way to end it. */
export function calculate<W extends Work>(work: W, hold: Hold): Promise<Answer<W>> {
  return new Promise((resolve, reject) => {
    const worker = threadOf({ role: ROLE, work }, import.meta.url, { maxOldGenerationSizeMb: MEMORY });
    const end = (): void => void worker.terminate();
    hold.onStop?.(() => {
      end();
      reject(new Stopped('stopped'));
    });
    worker.on('message', (m: Message) => {
      if ('step' in m) hold.progress(m.progress, m.step);
      else {
        end();
        if ('answer' in m) resolve(m.answer as Answer<W>);
        else reject(m.misfit ? new Misfit(m.failed) : new Error(m.failed));
      }
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the thread ended before its work was done')));
  });
}

/** The thread's side. */
function answer(work: Work): unknown {
  const say = (progress: number, step: string): void => parentPort?.postMessage({ progress, step } satisfies Message);
  if (work.kind === 'train') return train(work.ground, say);
  if (work.kind === 'refresh') return refresh(work.ground, work.model, say);
  if (work.kind === 'some') return some(work.again);
  if (work.kind === 'answer') return answerOf(work.asked);
  return backtest(work.ground, say);
}

const given = workerData as { role?: string; work: Work } | null;
if (!isMainThread && given?.role === ROLE) {
  try {
    setPriority(LOWER);
  } catch {
    // Where the system does not allow it, the work is done at the usual priority.
  }
  breatheWith(giveWay);
  try {
    parentPort?.postMessage({ answer: answer(given.work) });
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error), misfit: error instanceof Misfit } satisfies Message);
  }
}
