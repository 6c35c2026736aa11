// One life of the bus: writers, several processes with sequencers and consumers, a person at the dead letters; crashes, freezes, lost and doubled
// wake-ups; and what must be true at every step and at the end.
import { aggregateOf, type BusStore, consume, type LogEvent, TRIES } from '#bus';
import { emptyTables, link, type Locks, memoryStore, type Tables } from './memory-store.ts';
import { Crash, type Life, type World, world } from './world.ts';

const ORG = 'org';
const CONSUMERS = ['inside', 'outside'] as const;
/** Somebody replays a consumer at most so often. */
const REPLAYS = 2;
type Delivered = { readonly event: LogEvent; readonly again: boolean };

/** What the simulated world did, beside the tables. */
type Record_ = {
  readonly written: Map<string, { readonly agg: string; readonly seq: bigint }>;
  /** Effects in this database, by key: how often they took place, and in which order. */
  readonly effects: Map<string, number>;
  readonly order: LogEvent[];
  readonly delivered: Delivered[];
  readonly skipped: Record<string, Set<bigint>>;
  readonly fails: Map<string, number>;
  replays: number;
};
export type Ran = { readonly steps: number; readonly events: number; readonly crashes: number; readonly letters: number };
/** Something wrong on purpose, to see that the simulation notices. */
export type Mutation = {
  readonly store?: (store: BusStore, tables: Tables) => BusStore;
  /** Effects without a key: whoever asks twice gets twice. */
  readonly keyless?: true;
  /** Ordering number taken while the aggregate is not locked. */
  readonly unlockedWriters?: true;
  /** The sequencer does not lock the head. */
  readonly headless?: true;
};

class Wrong extends Error {
  override readonly name = 'Wrong';
}
const claim = (ok: boolean, what: string): void => {
  if (!ok) throw new Wrong(what);
};

/** Plays one seed to its end; throws `Wrong` when a promise was broken. */
export async function simulate(seed: number, mutation: Mutation = {}): Promise<Ran> {
  const w = world(seed);
  const tables = emptyTables();
  const locks: Locks = new Set();
  const told: Record_ = { written: new Map(), effects: new Map(), order: [], delivered: [], skipped: { inside: new Set(), outside: new Set() }, fails: new Map(), replays: 0 };
  let [writing, crashes, letters] = [0, 0, 0];
  const calmAfter = 200 + w.draw(400);
  let asked = 0;
  const quiet = (): boolean => writing === 0 && tables.outbox.size === 0 && CONSUMERS.every((c) => settled(tables, c));
  const storeOf = (life: Life): BusStore => {
    const own = mutation.headless ? (new Proxy(locks, { get: (set, key) => (key === 'has' ? () => false : Reflect.get(set, key).bind(set)) }) as Locks) : locks;
    const plain = memoryStore(tables, { now: w.now, pause: w.pause(life) }, own);
    return mutation.store?.(plain, tables) ?? plain;
  };
  let lives = 0;
  const startProcess = (): void => {
    const life: Life = { name: `p${(lives += 1)}`, alive: true, frozenUntil: 0 };
    const store = storeOf(life);
    const loop = (work: () => Promise<unknown>) => async (): Promise<void> => {
      while (!quiet()) {
        await w.sleep(life, asked > calmAfter ? 100 + w.draw(900) : w.draw(60));
        // A wake-up may come twice at once.
        await Promise.all(Array.from({ length: w.draw(5) === 0 ? 2 : 1 }, work));
      }
    };
    const watched = (work: () => Promise<unknown>): void =>
      w.start(() =>
        loop(work)().catch((error: unknown) => {
          if (error instanceof Crash && life.name !== '') {
            // The whole process dies at once; a new one starts in its place.
            life.alive = false;
            if (!restarted.has(life)) {
              restarted.add(life);
              crashes += 1;
              startProcess();
            }
          }
          throw error;
        }),
      );
    const reader = { holder: life.name, now: w.now, most: 1 + w.draw(6), lease: 150 + w.draw(600) };
    watched(() => store.sequence(1 + w.draw(5)));
    for (const name of CONSUMERS)
      watched(() => consume(store, { name, outside: name === 'outside', handle: handlerOf(name, { w, told, life, keyless: mutation.keyless ?? false }) }, reader));
  };
  const restarted = new Set<Life>();
  let serial = 0;
  const aggregates = 1 + w.draw(4);
  for (let n = 0; n < 2 + w.draw(2); n += 1) {
    const life: Life = { name: `writer${n}`, alive: true, frozenUntil: 0 };
    writing += 1;
    w.start(async () => {
      try {
        for (let i = 0; i < 3 + w.draw(6); i += 1)
          await write(`a${w.draw(aggregates)}`, { w, life, tables, locks, told, unlocked: mutation.unlockedWriters ?? false, draw: () => (serial += 1) });
      } finally {
        writing -= 1;
      }
    });
  }
  for (let n = 0; n < 2 + w.draw(2); n += 1) startProcess();
  const person: Life = { name: 'person', alive: true, frozenUntil: 0 };
  w.start(async () => {
    while (!quiet()) {
      // A person does not crash.
      await w.sleep(person, 100 + w.draw(800)).catch(() => (person.alive = true));
      if (!quiet()) letters += await attend(tables, { w, told });
    }
  });
  const watch = watcher(tables);
  const steps = await w.run({ steps: 40_000, trouble: () => (asked += 1) < calmAfter, watch });
  claim(quiet(), `did not come to rest within ${steps} steps`);
  finallyTrue(tables, told);
  return { steps, events: tables.log.length, crashes, letters };
}

const settled = (tables: Tables, consumer: string): boolean =>
  tables.cursors.get(consumer)?.pos === tables.head.pos && [...(tables.dead.get(consumer)?.values() ?? [])].every((d) => d.state === 'resolved' || d.state === 'skipped');

type Writing = {
  readonly w: World;
  readonly life: Life;
  readonly tables: Tables;
  readonly locks: Locks;
  readonly told: Record_;
  readonly unlocked: boolean;
  readonly draw: () => number;
};

/** A business transaction: the aggregate's row is locked, its version counted up, an outbox row written; the row's serial number is drawn before the commit. */
async function write(agg: string, { w, life, tables, locks, told, unlocked, draw }: Writing): Promise<void> {
  const row = `agg:${agg}`;
  while (!unlocked && locks.has(row)) await w.sleep(life, 5);
  locks.add(row);
  try {
    const seq = BigInt([...told.written.values()].filter((e) => e.agg === agg).length) + 1n;
    const event = { seq: draw(), org_id: ORG, id: `${agg}#${seq}`, agg, agg_seq: seq, name: 'happened/1', payload: {} };
    await w.pause(life)('write: before commit');
    if (w.draw(12) === 0) return; // Rolled back: a gap in the serial numbers.
    tables.outbox.set(event.seq, event);
    told.written.set(event.id, { agg, seq });
    const bad = w.draw(10);
    if (bad < 3) told.fails.set(event.id, bad === 0 ? 100 : bad);
    await w.pause(life)('write: committed, unanswered');
  } catch (error) {
    // A writer that dies is only slow to come back.
    if (!(error instanceof Crash)) throw error;
    life.alive = true;
  } finally {
    locks.delete(row);
  }
}

/** The effect: in this database it is keyed by the event, outside it just happens. Some events fail some times. */
const handlerOf =
  (name: (typeof CONSUMERS)[number], { w, told, life, keyless }: { readonly w: World; readonly told: Record_; readonly life: Life; readonly keyless: boolean }) =>
  async (event: LogEvent, { again }: { readonly again: boolean }): Promise<void> => {
    await w.pause(life)('effect: before');
    const key = `${name}:${event.id}`;
    const left = told.fails.get(event.id) ?? 0;
    const tried = told.effects.get(`tried:${key}`) ?? 0;
    told.effects.set(`tried:${key}`, tried + 1);
    if (tried < left) throw new Error('poison');
    if (name === 'outside') told.delivered.push({ event, again });
    else if (keyless || !told.effects.has(key)) {
      told.effects.set(key, (told.effects.get(key) ?? 0) + 1);
      told.order.push(event);
    }
    await w.pause(life)('effect: done, unanswered');
  };

/** A person looks at letters that are tried no more: skips them, or has them tried again. Now and then somebody replays a consumer. */
async function attend(tables: Tables, { w, told }: { readonly w: World; readonly told: Record_ }): Promise<number> {
  let moved = 0;
  for (const consumer of CONSUMERS)
    for (const [pos, dead] of tables.dead.get(consumer) ?? []) {
      if (dead.state !== 'waiting' || dead.tries < TRIES) continue;
      moved += 1;
      if (w.draw(3) === 0) Object.assign(dead, { tries: 0, next: 0 });
      else {
        dead.state = 'skipped';
        told.skipped[consumer]?.add(pos);
      }
    }
  if (w.draw(6) === 0 && (told.replays += 1) <= REPLAYS) await replayInside(tables, w);
  return moved;
}

const replayInside = (tables: Tables, w: World): Promise<void> =>
  memoryStore(tables, { now: w.now, pause: () => Promise.resolve() }).replay('inside', BigInt(w.draw(Number(tables.cursors.get('inside')?.pos ?? 0n) + 1)));

/** True at every step: the log is dense and chained, and nothing behind a cursor is unaccounted for. */
function watcher(tables: Tables): () => void {
  let seen = 0;
  const known = new Map<string, string>();
  return () => {
    for (; seen < tables.log.length; seen += 1) {
      const [before, row] = [tables.log[seen - 1], tables.log[seen]];
      if (!row) break;
      claim(row.pos === BigInt(seen + 1), `position ${row.pos} stands at place ${seen + 1}`);
      claim(row.prev === (before?.hash ?? '0') && row.hash === link(row.prev, row), `the chain breaks at ${row.pos}`);
    }
    for (const consumer of CONSUMERS) {
      const [inbox, dead] = [tables.inbox.get(consumer), tables.dead.get(consumer)];
      const state = `${tables.cursors.get(consumer)?.pos}/${inbox?.size}/${dead?.size}`;
      if (known.get(consumer) === state) continue;
      known.set(consumer, state);
      for (let pos = tables.cursors.get(consumer)?.pos ?? 0n; pos > 0n; pos -= 1n) claim(inbox?.has(pos) || dead?.has(pos) || false, `${consumer} lost ${pos}`);
    }
  };
}

/** True when all is over: what was written is in the log, in order; every effect took place once, in order. */
function finallyTrue(tables: Tables, told: Record_): void {
  claim(tables.log.length === told.written.size, `${told.written.size} written, ${tables.log.length} in the log`);
  inOrder('the log', tables.log);
  for (const row of tables.log) {
    const times = told.effects.get(`inside:${row.id}`) ?? 0;
    claim(times === 1 || (times === 0 && told.skipped['inside']?.has(row.pos) === true), `the effect of ${row.id} took place ${times} times`);
    const sent = told.delivered.filter((d) => d.event.id === row.id);
    claim(sent.length > 0 || told.skipped['outside']?.has(row.pos) === true, `${row.id} never left the house`);
    claim(sent.filter((d) => !d.again).length <= 1, `${row.id} left the house twice as if for the first time`);
  }
  inOrder('effects', told.order);
  const left = new Set<string>();
  inOrder(
    'first deliveries',
    told.delivered.flatMap(({ event }) => (left.has(event.id) ? [] : (left.add(event.id), [event]))),
  );
}

function inOrder(what: string, events: readonly LogEvent[]): void {
  const last = new Map<string, bigint>();
  for (const e of events) {
    const agg = aggregateOf(e);
    claim((last.get(agg) ?? 0n) < e.agg_seq, `${what}: ${e.id} after ${last.get(agg)}`);
    last.set(agg, e.agg_seq);
  }
}
