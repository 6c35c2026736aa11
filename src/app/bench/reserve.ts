// bench reserve: twenty sales orders of 1 at the same moment against 10 in stock; exactly ten go through, two hundred times. The yardstick is a bare row lock.
import { run } from '#books/pen';
import { must, present } from '#kernel/must';
import { type Bare, bareDriver } from './bare-receipt.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { type BenchResult, type Figures, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';

const ROUNDS = 200;
const ASKING = 20;
const STOCK = 10;

/** Ten of every item on the shelf of the first warehouse. */
async function stockUp(co: BenchCompany): Promise<void> {
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { head: { supplier: co.suppliers[0], warehouse: co.warehouses[0] }, lines: co.items.map((item) => ({ item, qty: String(STOCK), price: '5' })) },
  });
}

/** One order of 1; true when it was promised, false when refused for want of stock. */
async function order(co: BenchCompany, item: string, n: number): Promise<boolean> {
  const outcome = await run(co.ports, co.caller, {
    type: 'sales-order',
    command: 'approve',
    key: co.ports.ids.next(),
    body: { head: { customer: co.customers[n % co.customers.length], warehouse: co.warehouses[0] }, lines: [{ item, qty: '1', price: '9' }] },
  });
  must(outcome.ok || outcome.refusal.refused === 'not-enough-stock', `an order was refused for another reason: ${JSON.stringify(outcome).slice(0, 300)}`);
  return outcome.ok;
}

const SETUP = [
  'create schema bench',
  'create table bench.stock (item int primary key, on_hand int not null, allocated int not null)',
  'create table bench.promise (id bigint generated always as identity primary key, item int not null, qty int not null)',
];

/** The same question with nothing but a row lock: look, raise, note the promise. */
const bareOrder = (bare: Bare, item: number): Promise<boolean> =>
  bare.transaction(async (ask) => {
    const [row] = await ask<{ free: number }>('select on_hand - allocated as free from bench.stock where item = $1 for update', [item]);
    if (present(row, 'stock row').free < 1) return false;
    await ask('update bench.stock set allocated = allocated + 1 where item = $1', [item]);
    await ask('insert into bench.promise (item, qty) values ($1, 1)', [item]);
    return true;
  });

type Tally = { readonly times: number[]; elapsed: number; wrong: number };

async function round(tally: Tally, one: (n: number) => Promise<boolean>): Promise<void> {
  const started = performance.now();
  const granted = await Promise.all(
    Array.from({ length: ASKING }, async (_, n) => {
      const at = performance.now();
      const ok = await one(n);
      tally.times.push(performance.now() - at);
      return ok;
    }),
  );
  tally.elapsed += performance.now() - started;
  if (granted.filter(Boolean).length !== STOCK) tally.wrong += 1;
}

export async function benchReserve({ ground, say }: BenchRun): Promise<BenchResult> {
  const place = await ground.open(ASKING);
  const co = await benchCompany(place.ports);
  must(co.items.length === ROUNDS, 'one item a round');
  await stockUp(co);
  await place.ports.db.owner(async (tx) => {
    for (const sql of SETUP) await tx.query(sql);
    await tx.query('insert into bench.stock select i, $1, 0 from generate_series(0, $2) i', [STOCK, ROUNDS]);
  });
  const bare = bareDriver(place.ports.db, place.url, ASKING);
  const [ours, theirs] = [{ times: [], elapsed: 0, wrong: 0 } as Tally, { times: [], elapsed: 0, wrong: 0 } as Tally];
  try {
    for (const [i, item] of co.items.entries()) {
      await round(ours, (n) => order(co, item, n));
      await round(theirs, () => bareOrder(bare, i));
      if (i % 50 === 49) say(`  ${i + 1} / ${ROUNDS} 轮`);
    }
  } finally {
    await bare.close();
  }
  must(theirs.wrong === 0, 'the yardstick itself is wrong');
  const [a, b]: [Figures, Figures] = [figuresOf(ours.times, ours.elapsed), figuresOf(theirs.times, theirs.elapsed)];
  const ratio = Number(((a.rate_per_s ?? 0) / (b.rate_per_s ?? 1)).toFixed(3));
  return resultOf('reserve', ground.engine, [
    {
      case: `${ROUNDS} × ${ASKING} orders of 1 against ${STOCK}`,
      ours: a,
      yardstick: b,
      ratio,
      better: 'higher',
      mark: `exactly ${STOCK} in every round`,
      met: ours.wrong === 0,
      rounds: ROUNDS,
      wrong: ours.wrong,
    },
  ]);
}
