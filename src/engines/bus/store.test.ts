// The store in memory keeps the contract of stores, so what the simulation proves over it counts for the one in SQL.
import { describeBusStore, type StoreUnderTest } from '#testing';
import { emptyTables, memoryStore } from './testing/memory-store.ts';

const memory = async (): Promise<StoreUnderTest> => {
  const tables = emptyTables();
  let [clock, serial] = [0, 0];
  const versions = new Map<string, bigint>();
  return {
    store: memoryStore(tables, { pause: () => Promise.resolve(), now: () => (clock += 1) }),
    write: async (agg) => {
      const seq = (versions.get(agg) ?? 0n) + 1n;
      versions.set(agg, seq);
      tables.outbox.set((serial += 1), { seq: serial, org_id: 'org', id: `${agg}${seq}`, agg, agg_seq: seq, name: 'happened/1', payload: {} });
    },
    log: async () => tables.log,
    letters: async (consumer) => [...(tables.dead.get(consumer) ?? [])].map(([pos, { state, tries }]) => ({ pos, state, tries })).toSorted((a, b) => Number(a.pos - b.pos)),
    inbox: async (consumer) => [...(tables.inbox.get(consumer)?.keys() ?? [])].toSorted((a, b) => Number(a - b)),
    cursor: async (consumer) => tables.cursors.get(consumer)?.pos ?? 0n,
    due: async (consumer) => {
      for (const letter of tables.dead.get(consumer)?.values() ?? []) letter.next = 0;
    },
  };
};

describeBusStore('memory', memory);
