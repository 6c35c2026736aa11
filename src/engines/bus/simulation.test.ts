// Thousands of lives of the bus, each from a seed; and the same lives with something wrong on purpose, to see that they would notice.
import type { BusStore } from '#bus';
import { describe, expect, test } from 'vitest';
import { type Mutation, type Ran, simulate } from './testing/simulate.ts';

const SEEDS = Number(process.env['HENGCANG_BUS_SEEDS'] ?? 2000);
const FIRST = Number(process.env['HENGCANG_BUS_SEED'] ?? 1);
/** A mutation must be noticed within so many lives. */
const SOON = 400;

test(`the bus keeps its promises in ${SEEDS} lives`, async () => {
  const total = { lives: 0, steps: 0, events: 0, crashes: 0, letters: 0 };
  for (let seed = FIRST; seed < FIRST + SEEDS; seed += 1) {
    const ran: Ran = await simulate(seed).catch((error: unknown) => {
      throw new Error(`seed ${seed} (HENGCANG_BUS_SEED=${seed} HENGCANG_BUS_SEEDS=1): ${String(error)}`);
    });
    total.lives += 1;
    total.steps += ran.steps;
    total.events += ran.events;
    total.crashes += ran.crashes;
    total.letters += ran.letters;
  }
  process.stderr.write(`bus simulation: ${JSON.stringify(total)}\n`);
  expect(total.lives).toBe(SEEDS);
  expect(Math.min(total.crashes, total.letters)).toBeGreaterThan(SEEDS / 10);
});

const wrapped = (change: (store: BusStore) => Partial<BusStore>): Mutation => ({ store: (store) => ({ ...store, ...change(store) }) });

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'the cursor moves before the inbox is written': wrapped((s) => ({
    settle: async (r) => (await s.settle({ ...r, done: [], dead: [] })) && s.settle({ ...r, pos: null }),
  })),
  'failures are forgotten': wrapped((s) => ({ settle: (r) => s.settle({ ...r, dead: r.dead.filter((d) => d.state === 'parked') }) })),
  'nothing waits behind a failed event': wrapped((s) => ({
    take: async (ask) => {
      const taken = await s.take({ ...ask, most: 1 });
      return taken && { ...taken, parked: new Set() };
    },
  })),
  'a lost consumer goes on settling': {
    store: (s, tables) => ({ ...s, settle: (r) => s.settle({ ...r, epoch: tables.cursors.get(r.consumer)?.epoch ?? r.epoch }) }),
  },
  'effects have no key': { keyless: true },
  'the head is not locked': { headless: true },
  'versions are counted without a lock': { unlockedWriters: true },
  'events leave unannounced': wrapped(() => ({ begin: async () => true })),
  'the log takes only ids above the last one seen': {
    store: (s, tables) => {
      let last = 0;
      return {
        ...s,
        sequence: (most) => {
          for (const seq of tables.outbox.keys()) if (seq < last) tables.outbox.delete(seq);
          last = Math.max(last, ...tables.outbox.keys());
          return s.sequence(most);
        },
      };
    },
  },
};

describe('the simulation notices when', () => {
  test.each(Object.entries(MUTATIONS))('%s', async (name, mutation) => {
    let noticed: string | null = null;
    for (let seed = 1; seed <= SOON && noticed === null; seed += 1)
      await simulate(seed, mutation).catch((error: unknown) => {
        noticed = `seed ${seed}: ${String(error)}`;
      });
    expect(noticed).toMatch(/Wrong: /);
    if (process.env['HENGCANG_BUS_SAY']) process.stderr.write(`  ${name} → ${noticed}\n`);
  });
});
