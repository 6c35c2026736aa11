// The SQL store keeps the contract of stores, on PGlite and on PostgreSQL.
import { describeBusStore, memoryHouse, postgresHouse, smallCompany, type StoreUnderTest, type TestHouse } from '#testing';
import { afterAll } from 'vitest';
import { busStore } from './store.ts';

const opened: TestHouse[] = [];
afterAll(async () => {
  for (const house of opened) await house.close();
});

const over = (make: () => Promise<TestHouse>) => async (): Promise<StoreUnderTest> => {
  const house = await make();
  opened.push(house);
  const co = await smallCompany(house);
  const ask = <R>(sql: string, args: readonly unknown[] = []) => house.db.owner((tx) => tx.query<R>(sql, args));
  await ask('delete from bus.outbox');
  const versions = new Map<string, number>();
  return {
    store: busStore(house.db),
    write: async (agg) => {
      const version = (versions.get(agg) ?? 0) + 1;
      versions.set(agg, version);
      await ask(`insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) values ($1, $2, $3, $4, 'happened/1', '{}')`, [co.ids.org, house.ids.next(), agg, version]);
    },
    log: () => ask('select pos, agg, prev, hash from bus.event_log order by pos'),
    letters: (consumer) => ask('select pos, state, tries from bus.dead where consumer = $1 order by pos', [consumer]),
    inbox: async (consumer) => (await ask<{ pos: bigint }>('select pos from bus.inbox where consumer = $1 order by pos', [consumer])).map((r) => r.pos),
    cursor: async (consumer) => (await ask<{ pos: bigint }>('select pos from bus.cursor where consumer = $1', [consumer]))[0]?.pos ?? 0n,
    due: async (consumer) => {
      await ask(`update bus.dead set next_at = now() where consumer = $1`, [consumer]);
    },
  };
};

describeBusStore('PGlite', over(memoryHouse));
describeBusStore(
  'PostgreSQL',
  over(() => postgresHouse(6)),
);
