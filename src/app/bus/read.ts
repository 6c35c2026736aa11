// Consumers of the log, kept going: the pure core (#bus) over the SQL store, with a clock, a process name and renewal of leases.
import { BATCH, consume, type Consumer, type Handler, Later, LEASE, type Reader, type Round } from '#bus';
import type { Database } from '#kernel/ports';
import { randomUUID } from 'node:crypto';
import { isAway } from '../away.ts';
import { looped } from '../sequencer.ts';
import { busStore } from './store.ts';

/** This process, to the others. */
const HOLDER = `${process.pid}-${randomUUID().slice(0, 8)}`;

const reader: Reader = {
  holder: HOLDER,
  now: () => performance.now(),
  most: BATCH,
  lease: LEASE,
  during: async (work, renew) => {
    // A lease that cannot be renewed is lost; settling will say so.
    const timer = setInterval(() => void renew().catch(() => undefined), LEASE / 3);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  },
};

const stores = new WeakMap<Database, ReturnType<typeof busStore>>();
const storeOf = (db: Database): ReturnType<typeof busStore> => {
  const store = stores.get(db) ?? busStore(db);
  stores.set(db, store);
  return store;
};

/** Handles what lies behind a consumer's cursor; returns how many new events passed (0 also while another process holds the consumer). */
export const consumeOnce = async (db: Database, consumer: string, handle: Handler): Promise<number> => (await consumeRound(db, { name: consumer, handle })).passed;
export const consumeRound = (db: Database, consumer: Consumer): Promise<Round> => consume(storeOf(db), { ...consumer, handle: patient(consumer.handle) }, reader);

/** What the database does is no event's fault. */
const patient =
  (handle: Handler): Handler =>
  async (event, delivery) => {
    try {
      await handle(event, delivery);
    } catch (error) {
      throw isAway(error) ? new Later(String(error)) : error;
    }
  };

/** Sets a consumer back to just after position `from` (0: the beginning): it gets every later event again, as if for the first time. */
export const replay = (db: Database, consumer: string, from: bigint): Promise<void> => storeOf(db).replay(consumer, from);

/** Keeps a consumer going: woken by nudges, and once a second in case one was lost; `rest`: ms between two rounds. */
export const startConsumer = (db: Database, consumer: Consumer & { readonly rest?: number }, onError: (error: unknown) => void) =>
  looped(
    db,
    async () => {
      while ((await consumeRound(db, consumer)).more);
    },
    { hears: 'log', rest: consumer.rest ?? 0, poll: 1000, onError },
  );
