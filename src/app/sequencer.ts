// Moves waiting events into the log, dense and chained. Every process runs one; the database lets one at a time through.
import type { Database, News } from '#kernel/ports';
import { setTimeout as pause } from 'node:timers/promises';

export type Loop = { readonly stop: () => Promise<void> /** Runs until nothing waits; for tests and shutdown. */; readonly drain: () => Promise<number> };

const BATCH = 2000;

/** One round: how many events were moved; -1 when another process is at it. */
export const sequenceOnce = (db: Database, most = BATCH): Promise<number> =>
  db.bus(async (tx) => Number((await tx.query<{ moved: number }>('select bus.sequence($1) as moved', [most]))[0]?.moved ?? 0));

/** Everything that waits, now. */
export async function sequenceAll(db: Database): Promise<number> {
  let total = 0;
  for (;;) {
    const moved = await sequenceOnce(db);
    if (moved > 0) total += moved;
    if (moved < BATCH) return total;
  }
}

/**
 * Runs `work` on news it `hears` (null: none), and every `poll` ms in case one was lost. Never twice at a time; errors are reported and survived.
 * After each round it rests for `rest` ms: what comes meanwhile is done in one go, so that many small commits do not wake everybody for each of them.
 */
export function looped(
  db: Database,
  work: () => Promise<unknown>,
  options: { readonly poll: number; readonly onError: (error: unknown) => void; readonly hears: News | null; readonly rest?: number },
): { readonly stop: () => Promise<void>; readonly wake: () => void } {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  const go = (): void => {
    if (stopped) return;
    if (running) {
      again = true;
      return;
    }
    running = (async () => {
      do {
        again = false;
        await work().catch(options.onError);
        if (options.rest && !stopped) await pause(options.rest);
      } while (again && !stopped);
      running = null;
    })();
  };
  const off = options.hears === null ? () => undefined : db.onNudge(options.hears, go);
  const timer = setInterval(go, options.poll);
  timer.unref();
  return {
    wake: go,
    stop: async () => {
      stopped = true;
      off();
      clearInterval(timer);
      await running;
    },
  };
}

/** Moves events as they come and tells everybody who reads the log, in every process. */
export function startSequencer(db: Database, onError: (error: unknown) => void): Loop {
  const loop = looped(
    db,
    async () => {
      if ((await sequenceAll(db)) > 0) db.nudge('log');
    },
    { hears: 'booked', rest: 4, poll: db.kind === 'postgres' ? 200 : 1000, onError },
  );
  return { stop: loop.stop, drain: () => sequenceAll(db) };
}
