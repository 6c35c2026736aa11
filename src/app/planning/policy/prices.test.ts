import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { saveAll } from '#app/founding';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRICES } from './gather-sql.ts';

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
