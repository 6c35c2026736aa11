// Goods sold from a pool that never had a cost: worth what they are thought to cost (参考进价 without VAT, or the item's cost in another warehouse group) until
// the receipt comes, corrected as of the day it becomes known; value and ledger are equal throughout, and the check-up finds nothing.
import { closeCosts } from '#books/pen';
import { appSteps } from '#app/close-steps';
import { verify } from '#app/verify';
import { saveAll } from '#app/founding';
import type { CostMethodName } from '#costing';
import type { Day, Period } from '#kernel/day';
import { type CostBooks, memoryHouse, openCostBooks, postgresHouse } from '#testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

const sound = async (books: CostBooks): Promise<void> => {
  await books.prove();
  expect((await verify(books.house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
};

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('goods whose cost nobody knows, on %s', (_, open) => {
  let books: CostBooks;
  let loose: { readonly warehouse: string };
  beforeAll(async () => {
    books = await openCostBooks(await open());
    loose = { warehouse: books.ids.loose };
  });
  afterAll(() => books?.close());
  afterEach(() => sound(books));

  const METHODS: readonly CostMethodName[] = ['moving-average', 'fifo', 'monthly-average'];
  test.each(METHODS)('%s: at their 参考进价 without VAT, then at their receipt’s cost', async (method) => {
    const item = await books.item(method, { purchasePrice: '11.3' });
    const out = await books.sell(item, '2026-03-02', '10', loose);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-100.00', { qty: '-10', value: '-100.00' }]);
    await sound(books);
    await books.receive(item, '2026-03-05', '4', '12', loose);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-108.00', { qty: '-6', value: '-60.00' }]);
    await sound(books);
    await books.receive(item, '2026-03-06', '8', '15', loose);
    expect([await books.costOf(out), await books.costOf(out, true), await books.pool(item)]).toEqual(['-138.00', '-100.00', { qty: '2', value: '30.00' }]);
    expect((await books.adjustments(item)).map((a) => [a.day, a.amount])).toEqual([
      ['2026-03-05', '8.00'],
      ['2026-03-06', '30.00'],
    ]);
  });

  test.each(METHODS)('%s: what they were thought to cost stays, whatever the record says later', async (method) => {
    const item = await books.item(method, { purchasePrice: '11.3' });
    await books.sell(item, '2026-03-02', '1', loose);
    const [row] = await books.co.rows<{ code: string; name: string; data: Record<string, unknown> }>('select code, name, data from books.record where id = $1', [item]);
    await saveAll(books.house, books.co.caller, 'item', [{ id: item, code: row?.code ?? '', name: row?.name ?? '', data: { ...row?.data, purchasePrice: '22.6' } }]);
    await sound(books);
    const second = await books.sell(item, '2026-03-03', '1', loose);
    expect([await books.costOf(second), await books.pool(item), await books.adjustments(item)]).toEqual(['-10.00', { qty: '-2', value: '-20.00' }, []]);
  });

  test.each(['moving-average', 'fifo'] as const)('%s: a receipt that is taken back leaves them worth what they were thought to cost', async (method) => {
    const item = await books.item(method, { purchasePrice: '11.3' });
    const receipt = await books.receive(item, '2026-03-01', '5', '7', loose);
    const out = await books.sell(item, '2026-03-02', '3', loose);
    await books.reverse('goods-receipt', receipt);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-30.00', { qty: '-3', value: '-30.00' }]);
    const after = await books.sell(item, '2026-03-03', '1', loose);
    expect(await books.costOf(after)).toBe('-10.00');
  });

  test.each(['moving-average', 'fifo'] as const)('%s: booked late, before the first receipt, they are filled by it', async (method) => {
    const item = await books.item(method, { purchasePrice: '11.3' });
    await books.receive(item, '2026-03-10', '2', '12', loose);
    const late = await books.sell(item, '2026-03-01', '3', loose);
    expect([await books.costOf(late), await books.pool(item)]).toEqual(['-34.00', { qty: '-1', value: '-10.00' }]);
  });

  test('nothing when nobody knows: the month’s close says which goods are short, and the receipt puts it right', async () => {
    const item = await books.item('moving-average');
    const out = await books.sell(item, '2026-03-02', '2', loose);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['0.00', { qty: '-2', value: '0.00' }]);
    const costs = appSteps(books.house, books.co.caller).find((s) => s.name === 'costs');
    const said = await books.house.db.read(books.co.caller.scope, (snapshot) => costs?.check?.({ snapshot, period: 202603 as Period } as never) ?? Promise.resolve([]));
    expect(said.find((c) => c.name === 'step.costs')?.said).toMatch(/其中 1 个没有成本也没有参考进价，按 0 暂计/);
    await books.receive(item, '2026-03-03', '2', '5', loose);
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-10.00', { qty: '0', value: '0.00' }]);
  });

  test('a record that learns its price later is heard by the next document', async () => {
    const item = await books.item('moving-average');
    const out = await books.sell(item, '2026-03-02', '2', loose);
    const [row] = await books.co.rows<{ code: string; name: string; data: Record<string, unknown> }>('select code, name, data from books.record where id = $1', [item]);
    await saveAll(books.house, books.co.caller, 'item', [{ id: item, code: row?.code ?? '', name: row?.name ?? '', data: { ...row?.data, purchasePrice: '11.3' } }]);
    await sound(books);
    const next = await books.sell(item, '2026-03-04', '1', loose);
    expect([await books.costOf(out), await books.costOf(out, true), await books.costOf(next), await books.pool(item)]).toEqual([
      '-20.00',
      '0.00',
      '-10.00',
      { qty: '-3', value: '-30.00' },
    ]);
    expect((await books.adjustments(item)).map((a) => [a.day, a.amount])).toEqual([['2026-03-04', '20.00']]);
  });
});

test('全月一次: what is missing at the month’s end costs what it is thought to cost, and next month’s receipt puts it right', async () => {
  const books = await openCostBooks(await memoryHouse());
  const loose = { warehouse: books.ids.loose };
  const close = (period: number, day: string) => closeCosts(books.house, books.co.caller, { period: period as Period, day: day as Day });
  try {
    const item = await books.item('monthly-average', { purchasePrice: '11.3' });
    const receipt = await books.receive(item, '2026-03-01', '5', '7', loose);
    const out = await books.sell(item, '2026-03-02', '3', loose);
    await books.reverse('goods-receipt', receipt);
    await close(202603, '2026-03-31');
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-30.00', { qty: '-3', value: '-30.00' }]);
    await sound(books);
    await books.receive(item, '2026-04-02', '3', '8', loose);
    await close(202604, '2026-04-30');
    expect([await books.costOf(out), await books.pool(item)]).toEqual(['-24.00', { qty: '0', value: '0.00' }]);
    await sound(books);
  } finally {
    await books.close();
  }
});

test.each(['moving-average', 'fifo'] as const)('%s: what a receipt said that was taken back, nobody knows any more', async (method) => {
  const books = await openCostBooks(await memoryHouse());
  try {
    const item = await books.item(method);
    await books.reverse('goods-receipt', await books.receive(item, '2026-03-01', '5', '7', { warehouse: books.ids.loose }));
    await books.sell(item, '2026-03-02', '1', { warehouse: books.ids.loose });
    await sound(books);
  } finally {
    await books.close();
  }
});

test('each warehouse group has costs of its own: one that knows nothing asks the others before the record', async () => {
  const books = await openCostBooks(await memoryHouse(), { groups: true });
  try {
    const item = await books.item('moving-average', { purchasePrice: '11.3' });
    await books.receive(item, '2026-03-01', '5', '8');
    const out = await books.sell(item, '2026-03-02', '2', { warehouse: books.ids.loose });
    expect([await books.costOf(out), await books.pool(item, books.ids.loose)]).toEqual(['-16.00', { qty: '-2', value: '-16.00' }]);
    await books.receive(item, '2026-03-03', '2', '9', { warehouse: books.ids.loose });
    expect([await books.costOf(out), await books.pool(item, books.ids.loose)]).toEqual(['-18.00', { qty: '0', value: '0.00' }]);
    await sound(books);
  } finally {
    await books.close();
  }
});
