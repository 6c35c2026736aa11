import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { saveAll } from '#app/founding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GOODS, PRICES } from './gather-sql.ts';

let co: SmallCompany;
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  const { water, supplier } = co.ids;
  await saveAll(co.house, co.caller, 'price', [
    { name: '水', data: { kind: 'purchase', item: water, party: supplier, price: '1', to: '2026-03-31' } },
    { name: '水', data: { kind: 'purchase', item: water, party: supplier, price: '1.1', from: '2026-04-01' } },
    { name: '水 通用', data: { kind: 'purchase', item: water, price: '1.2' } },
  ]);
});
afterAll(() => co?.house.close());

test.each([
  ['2026-02-10', [['1', null, null], ['1.2', null, null]]],
  ['2026-03-10', [['1', '2026-04-01', '1.1'], ['1.2', null, null]]],
  ['2026-04-01', [['1.1', null, null], ['1.2', null, null]]],
])('on %s the price book says what holds, and what begins within a month', async (day, said) => {
  const scope = { org: co.ids.org, tenant: co.ids.group, sites: null };
  const rows = await co.house.db.read(scope, (s) => s.query<{ price: number; nextFrom: string | null; nextPrice: number | null }>(PRICES, [[co.ids.water], day]));
  const found = rows.toSorted((a, b) => a.price - b.price).map((r) => [String(r.price), r.nextFrom, r.nextFrom === null ? null : String(r.nextPrice)]);
  expect(found).toEqual(said);
}); // biome-ignore format: rows

test('a good without a price that is sold out is worth what it last cost, as after an imported history', async () => {
  const { water, supplier, main } = co.ids;
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-02-20', head: { supplier, warehouse: main }, lines: [{ item: water, qty: '20', price: '1' }] },
  });
  const scope = { org: co.ids.org, tenant: co.ids.group, sites: null };
  await co.house.db.owner(async (tx) => {
    await tx.query(`update books.record set data = data - 'purchasePrice' where id = $1`, [water]);
    await tx.query('update books.cost_pool set qty = 0, value = 0 where item_id = $1', [water]);
  });
  const [good] = await co.house.db.read(scope, (s) => s.query<{ cost: number | null }>(GOODS, [[water]]));
  const [pool] = await co.rows<{ price: string }>('select last_price::text as price from books.cost_pool where item_id = $1', [water]);
  expect(good?.cost).toBe(Number(pool?.price) / 1e6);
  expect(good?.cost).toBeCloseTo(0.885, 3);
});
