// 先进先出 over cost groups: what goes from one group to another goes layer by layer, also by way of 调拨在途, and follows when the layers it was taken from
// turn out to be others; a replay of either group finds nothing to change.
import { replayedPools } from '#books';
import { memoryHouse, openCostBooks, type Booked, type CostBooks } from '#testing';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

let books: CostBooks;
beforeAll(async () => {
  books = await openCostBooks(await memoryHouse(), { groups: true });
});
afterAll(() => books?.close());
afterEach(async () => {
  await books.prove();
  const { co, house } = books;
  const pools = await co.rows<{ item: string; group: string; layers: never[] }>(
    `select p.item_id as item, p.cost_group as "group", p.layers from books.cost_pool p join books.record i on i.id = p.item_id and i.data->>'costMethod' = 'fifo' where p.qty >= 0`,
  );
  expect(
    await house.db.read(co.caller.scope, (s) =>
      replayedPools(
        s,
        pools.map((p) => ({ ...p, lot: null })),
      ),
    ),
    'a replay changes nothing',
  ).toEqual([]);
});

/** [quantity, 元] of a group's layers, oldest first. */
async function layers(item: string, group: string): Promise<readonly (readonly [number, number])[]> {
  const [row] = await books.co.rows<{ layers: readonly (readonly [string, string, string])[] }>(`select layers from books.cost_pool where item_id = $1 and cost_group = $2`, [
    item,
    group,
  ]);
  return (row?.layers ?? []).map(([, qty, value]) => [Number(qty) / 1e6, Number(value) / 100] as const);
}
const sendOff = (item: string, day: string, qty: string): Promise<Booked> =>
  books.book({ type: 'transfer', command: 'approve', body: { day, head: { from: books.ids.main, to: books.ids.shop }, lines: [{ item, qty }] } });
const arrive = (of: Booked, item: string, day: string, line: { readonly qty: string; readonly lost?: string }): Promise<Booked> =>
  books.book({
    type: 'transfer-receipt',
    command: 'approve',
    body: { day, head: { from: books.ids.main, warehouse: books.ids.shop }, lines: [{ item, ...line, source: { doc: of.id, line: 1 }, reason: books.co.ids['reasonLoss'] }] },
  });
const prepared = async (): Promise<string> => {
  const item = await books.item('fifo');
  await books.receive(item, '2026-03-02', '10', '1');
  await books.receive(item, '2026-03-04', '10', '3');
  return item;
};

test('a transfer hands over the very layers it takes, in their order', async () => {
  const item = await prepared();
  await books.transfer(item, '2026-03-10', '14', { from: books.ids.main, to: books.ids.shop });
  expect([await layers(item, books.ids.main), await layers(item, books.ids.shop)]).toEqual([
    [[6, 18]],
    [
      [10, 10],
      [4, 12],
    ],
  ]);
  const sale = await books.issue(item, '2026-03-12', '11', { warehouse: books.ids.shop });
  expect(await books.costOf(sale)).toBe('-13.00');
});

test('goods on their way keep their layers; what is lost of them is lost of those', async () => {
  const item = await prepared();
  await books.receive(item, '2026-03-05', '5', '9', { warehouse: books.ids.shop });
  const sent = await sendOff(item, '2026-03-10', '14');
  await arrive(sent, item, '2026-03-12', { qty: '14', lost: '1' });
  expect(await layers(item, books.ids.shop), 'the oldest of the transfer is gone, not the oldest of the shop').toEqual([
    [5, 45],
    [9, 9],
    [4, 12],
  ]);
});

test('a late receipt before the transfer changes what was handed over, and what was sold of it', async () => {
  const item = await prepared();
  await books.transfer(item, '2026-03-10', '14', { from: books.ids.main, to: books.ids.shop });
  const sale = await books.issue(item, '2026-03-12', '3', { warehouse: books.ids.shop });
  await books.receive(item, '2026-03-01', '2', '5');
  expect([await layers(item, books.ids.main), await layers(item, books.ids.shop), await books.costOf(sale)]).toEqual([
    [[8, 24]],
    [
      [9, 9],
      [2, 6],
    ],
    '-11.00',
  ]);
});

test('what came over and went back keeps its layers; taking the transfer back restores them', async () => {
  const item = await prepared();
  const sent = await books.transfer(item, '2026-03-10', '14', { from: books.ids.main, to: books.ids.shop });
  const back = await books.transfer(item, '2026-03-12', '11', { from: books.ids.shop, to: books.ids.main });
  expect(await layers(item, books.ids.main)).toEqual([
    [6, 18],
    [10, 10],
    [1, 3],
  ]);
  await books.reverse('transfer', back);
  await books.reverse('transfer', sent);
  expect([await layers(item, books.ids.main), await layers(item, books.ids.shop)]).toEqual([
    [
      [10, 10],
      [10, 30],
    ],
    [],
  ]);
});

test('layers of a closed month are handed over as they stood', async () => {
  const item = await prepared();
  await books.transfer(item, '2026-03-10', '14', { from: books.ids.main, to: books.ids.shop });
  await books.shut(202603);
  const sale = await books.issue(item, '2026-04-02', '12', { warehouse: books.ids.shop });
  expect([await books.costOf(sale), await layers(item, books.ids.shop)]).toEqual(['-16.00', [[2, 6]]]);
});
