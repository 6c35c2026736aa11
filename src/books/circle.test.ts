// Goods that go back to the warehouse they were missing in when they left: each pool's cost depends on the other's. With costs by 仓库组 and stock below zero allowed
// value and ledger are equal throughout, the costs end where they agree with each other, and the check-up finds nothing.
import { verify } from '#app/verify';
import { saveAll } from '#app/founding';
import { memoryHouse, openCostBooks, type CostBooks } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const SEED = Number(process.env['CIRCLE_SEED'] ?? 5);
const RUNS = Number(process.env['CIRCLE_RUNS'] ?? 30);

const draws = fc.array(
  fc.record({
    kind: fc.constantFrom('receive', 'move', 'move', 'move', 'sell'),
    from: fc.nat(2),
    by: fc.integer({ min: 1, max: 2 }),
    qty: fc.integer({ min: 1, max: 9 }),
    cost: fc.integer({ min: 1, max: 1999 }),
    day: fc.integer({ min: 1, max: 28 }),
  }),
  { minLength: 3, maxLength: 9 },
);

describe('goods in a circle', () => {
  let books: CostBooks;
  let houses: readonly string[];
  beforeAll(async () => {
    books = await openCostBooks(await memoryHouse(), { groups: true });
    const made = await saveAll(
      books.house,
      books.co.caller,
      'warehouse',
      ['乙仓', '丙仓'].map((name) => ({ name, data: { kind: 'main', allowNegative: true } })),
    );
    houses = [books.ids.loose, ...made.map((w) => w.id ?? '')];
  });
  afterAll(() => books?.close());
  /** What the check-up says of an item. */
  const wrong = async (item: string) => {
    const [row] = await books.co.rows<{ code: string }>('select code from books.record where id = $1', [item]);
    const { checks } = await verify(books.house.db);
    return checks.flatMap((c) => c.where.filter((w) => w.item === row?.code).map((w) => `${c.name}: ${w.at} ${w.what} ${w.should} / ${w.is}`));
  };

  test.each(['moving-average', 'fifo'] as const)('%s: sent before they came, and sent back', async (method) => {
    const item = await books.item(method);
    const [here = '', there = ''] = houses;
    await books.transfer(item, '2026-03-01', '9', { from: there, to: here });
    await books.receive(item, '2026-03-02', '8', '8.2', { warehouse: there });
    await books.transfer(item, '2026-03-03', '6', { from: here, to: there });
    await books.prove();
    expect(await wrong(item)).toEqual([]);
    if (method === 'moving-average')
      expect([await books.pool(item, here), await books.pool(item, there)]).toEqual([
        { qty: '3', value: '24.60' },
        { qty: '5', value: '41.00' },
      ]);
  });

  test.each(['moving-average', 'fifo'] as const)(`%s: receipts, sales and transfers among three warehouses in any order (seed ${SEED}, ${RUNS} runs)`, async (method) => {
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(draws, async (list) => {
        const item = await books.item(method);
        for (const d of list) {
          const day = `2026-03-${String(d.day).padStart(2, '0')}`;
          const [at, to] = [houses[d.from] ?? '', houses[(d.from + d.by) % houses.length] ?? ''];
          if (d.kind === 'receive') await books.receive(item, day, String(d.qty), String(d.cost / 100), { warehouse: at });
          else if (d.kind === 'sell') await books.sell(item, day, String(d.qty), { warehouse: at });
          else await books.transfer(item, day, String(d.qty), { from: at, to });
          moved += d.kind === 'move' ? 1 : 0;
          await books.prove();
        }
        // Which layer of 先进先出 goods in a circle belong to is not always the one a replay from nothing would choose (decision 0006); what they cost in all is.
        expect((await wrong(item)).filter((w) => method !== 'fifo' || !w.startsWith('fifo-replay'))).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    process.stderr.write(`${method}: ${moved} transfers\n`);
    expect(moved).toBeGreaterThan(0);
  });
});
