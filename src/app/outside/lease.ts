// Where there must be one at a time among all processes: whoever holds the lease works, the others wait for it to run out.
import type { Database } from '#kernel/ports';
import { randomUUID } from 'node:crypto';

/** A lease not renewed for this long is free; it is renewed far more often. Seconds. */
const HOLD = 15;
const RENEW = 4;

/** Takes or renews a lease; false when somebody else has it. */
export const hold = (db: Database, name: string, holder: string): Promise<boolean> =>
  db.bus(
    async (tx) =>
      (
        await tx.query(
          `insert into outside.lease as l (name, holder, held_until) values ($1, $2, clock_timestamp() + make_interval(secs => ${HOLD}))
            on conflict (name) do update set holder = excluded.holder, held_until = excluded.held_until where l.holder = excluded.holder or l.held_until < clock_timestamp() returning name`,
          [name, holder],
        )
      ).length > 0,
  );

const letGo = (db: Database, name: string, holder: string): Promise<unknown> =>
  db.bus((tx) => tx.query('update outside.lease set held_until = clock_timestamp() where name = $1 and holder = $2', [name, holder]));

type Stop = () => Promise<void>;
export type Held = { readonly stop: Stop };

/**
 * Runs `work` in one process at a time: begins it when the lease is ours, ends it when the lease is lost or `stop` is called.
 * A process that slept through its lease may work beside its successor for a moment; what it does must bear that.
 */
export function whileHolding(db: Database, name: string, given: { readonly work: () => Promise<Stop>; readonly onError: (error: unknown) => void }): Held {
  const holder = randomUUID();
  let end: Stop | null = null;
  let stopped = false;
  let busy: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const ours = await hold(db, name, holder);
    if (ours && !end && !stopped) end = await given.work();
    if (!ours && end) {
      const last = end;
      end = null;
      await last();
    }
  };
  const tick = (): void => {
    if (stopped || busy) return;
    busy = look()
      .catch(given.onError)
      .finally(() => {
        busy = null;
      });
  };
  const timer = setInterval(tick, RENEW * 1000);
  timer.unref();
  tick();
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await busy;
      await end?.();
      await letGo(db, name, holder).catch(given.onError);
    },
  };
}
