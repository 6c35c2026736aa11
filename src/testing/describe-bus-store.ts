// What every store of the bus must do, asked of the one in memory and of the one in SQL alike.
import { type BusStore, consume, type LogEvent, type Taken, TRIES } from '#bus';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** A store with ways to look behind it. Consumers are new ones in every test; events are those of one company. */
export type StoreUnderTest = {
  readonly store: BusStore;
  /** Commits one event of an aggregate into the outbox. */
  readonly write: (agg: string) => Promise<void>;
  readonly log: () => Promise<readonly { readonly pos: bigint; readonly agg: string; readonly prev: string; readonly hash: string }[]>;
  readonly letters: (consumer: string) => Promise<readonly { readonly pos: bigint; readonly state: string; readonly tries: number }[]>;
  readonly inbox: (consumer: string) => Promise<readonly bigint[]>;
  readonly cursor: (consumer: string) => Promise<bigint>;
  /** Makes every letter due, as if time had passed. */
  readonly due: (consumer: string) => Promise<void>;
};

const LONG = 60_000;

export function describeBusStore(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`bus store: ${name}`, () => {
    let s: StoreUnderTest;
    let who = '';
    let tests = 0;
    const start = async (holder: string, more: { lease?: number; most?: number; consumer?: string } = {}): Promise<Taken | null> =>
      s.store.take({ consumer: more.consumer ?? who, holder, lease: more.lease ?? LONG, most: more.most ?? 100 });
    const taken = async (holder: string, more: { lease?: number; most?: number } = {}): Promise<Taken> => {
      const got = await start(holder, more);
      if (!got) throw new Error('not taken');
      return got;
    };
    const report = (t: Taken, done: readonly bigint[], more: { pos?: bigint | null; dead?: { pos: bigint; state: 'waiting' | 'parked'; error: string }[]; keep?: number } = {}) =>
      s.store.settle({ consumer: who, epoch: t.epoch, pos: more.pos === undefined ? (done.at(-1) ?? null) : more.pos, done, dead: more.dead ?? [], keep: more.keep ?? 0 });

    beforeAll(async () => {
      s = await make();
      for (const agg of ['x', 'y', 'x', 'y', 'x', 'z']) await s.write(agg);
      expect(await s.store.sequence(4)).toBe(4);
      expect(await s.store.sequence(4)).toBe(2);
      expect(await s.store.sequence(4)).toBe(0);
    });
    beforeEach(() => {
      who = `${name}-${(tests += 1)}`;
    });

    test('the log is dense, chained and in the order of writing', async () => {
      const log = await s.log();
      expect(log.map((e) => e.pos)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
      expect(log.map((e) => e.agg)).toEqual(['x', 'y', 'x', 'y', 'x', 'z']);
      expect(log.slice(1).map((e) => e.prev)).toEqual(log.slice(0, -1).map((e) => e.hash));
      expect(new Set(log.map((e) => e.hash)).size).toBe(6);
    });

    test('a taken consumer is its holder’s alone until let go of', async () => {
      const first = await taken('p1');
      expect(first.events.map((e) => [e.pos, e.seen])).toEqual([1n, 2n, 3n, 4n, 5n, 6n].map((p) => [p, false]));
      expect(await start('p2')).toBeNull();
      expect(await report(first, [1n, 2n])).toBe(true);
      expect((await taken('p2')).events.map((e) => e.pos)).toEqual([3n, 4n, 5n, 6n]);
    });

    test('a lease that ran out is another’s, and the former holder can settle nothing', async () => {
      const slow = await taken('p1', { lease: 0 });
      const quick = await taken('p2');
      expect(await report(slow, [1n, 2n, 3n], { dead: [{ pos: 4n, state: 'waiting', error: 'no' }] })).toBe(false);
      expect(await s.store.begin({ consumer: who, epoch: slow.epoch, pos: 1n, lease: LONG })).toBe(false);
      expect([await s.inbox(who), await s.letters(who), await s.cursor(who)]).toEqual([[], [], 0n]);
      expect(await report(quick, [1n])).toBe(true);
      expect([await s.inbox(who), await s.cursor(who)]).toEqual([[1n], 1n]);
    });

    test('the cursor moves with what was done and never back', async () => {
      await report(await taken('p1', { most: 2 }), [1n, 2n]);
      await report(await taken('p1'), [], { pos: 1n });
      expect(await s.cursor(who)).toBe(2n);
    });

    test('an event in the inbox is known as seen', async () => {
      await report(await taken('p1'), [2n], { pos: null });
      expect((await taken('p1')).events.filter((e) => e.seen).map((e) => e.pos)).toEqual([2n]);
    });

    test('what began to leave and was not accounted for is remembered', async () => {
      const t = await taken('p1');
      expect(await s.store.begin({ consumer: who, epoch: t.epoch, pos: 1n, lease: 0 })).toBe(true);
      expect(await s.store.begin({ consumer: who, epoch: t.epoch, pos: 2n, lease: 0 })).toBe(true);
      const next = await taken('p2');
      expect([...next.begun].toSorted((a, b) => Number(a - b))).toEqual([1n, 2n]);
      await report(next, [1n]);
      expect([...(await taken('p3')).begun]).toEqual([2n]);
    });

    test('a failed event waits, what comes after it is parked, and both come back in order', async () => {
      await report(await taken('p1'), [2n, 4n, 6n], { dead: [1n, 3n, 5n].map((pos) => ({ pos, state: pos === 1n ? 'waiting' : 'parked', error: 'no' })) });
      expect(await start('p1'), 'nothing is due yet').toBeNull();
      await s.due(who);
      const again = await taken('p1');
      expect(again.events).toEqual([]);
      expect(again.due.map((e) => [e.pos, e.tried])).toEqual([
        [1n, true],
        [3n, false],
        [5n, false],
      ]);
      expect([...again.parked]).toHaveLength(1);
      await report(again, [1n], { dead: [{ pos: 3n, state: 'waiting', error: 'neither' }] });
      expect(await s.letters(who)).toEqual([
        { pos: 1n, state: 'resolved', tries: 1 },
        { pos: 3n, state: 'waiting', tries: 1 },
        { pos: 5n, state: 'parked', tries: 0 },
      ]);
      expect(await start('p1'), 'a parked one is not tried before its turn').toBeNull();
    });

    test(`after ${TRIES} failures it waits for a person`, async () => {
      await report(await taken('p1'), [], { pos: 6n, dead: [{ pos: 1n, state: 'waiting', error: 'no' }] });
      for (let i = 1; i < TRIES; i += 1) {
        await s.due(who);
        await report(await taken('p1'), [], { dead: [{ pos: 1n, state: 'waiting', error: 'no' }] });
      }
      await s.due(who);
      expect((await s.letters(who)).find((l) => l.pos === 1n)?.tries).toBe(TRIES);
      expect(await start('p1')).toBeNull();
    });

    test('replay: everything after a position comes again as new', async () => {
      await report(await taken('p1'), [1n, 2n, 3n, 4n, 5n], { pos: 6n, dead: [{ pos: 6n, state: 'waiting', error: 'no' }] });
      const late = await s.store.take({ consumer: who, holder: 'p1', lease: LONG, most: 9 });
      await s.store.replay(who, 3n);
      if (late) expect(await report(late, [6n])).toBe(false);
      expect((await taken('p2')).events.map((e) => [e.pos, e.seen])).toEqual([4n, 5n, 6n].map((p) => [p, false]));
      expect([await s.inbox(who), await s.letters(who)]).toEqual([[1n, 2n, 3n], []]);
    });

    test('two at once: the core over this store handles each event once, in order', async () => {
      const seen: LogEvent[] = [];
      const reader = (holder: string) => ({ holder, now: () => 0, most: 2, lease: LONG });
      const handle = async (event: LogEvent): Promise<void> => {
        seen.push(event);
      };
      for (let i = 0; i < 12; i += 1) await Promise.all(['p1', 'p2', 'p3'].map((p) => consume(s.store, { name: who, handle }, reader(p))));
      expect(seen.map((e) => e.pos)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
      expect(await s.inbox(who)).toEqual([1n, 2n, 3n, 4n, 5n, 6n]);
    });
  });
}
