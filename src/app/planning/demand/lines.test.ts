import { addDays, type Day } from '#kernel/day';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { movesOf } from './lines.ts';

const FIRST = '2026-03-02' as Day;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('what a shelf can sell, on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('a lot is gone on the day it expires, whenever it is written off; another one is not', async () => {
    const { ids } = co;
    const [tofu] = await saveAll(co.house, co.caller, 'item', [
      { name: '嫩豆腐', data: { category: await categoryOf(co), unit: '盒', tracksLots: true, tracksExpiry: true, shelfLifeDays: 5 } },
    ]);
    const item = tofu?.id ?? '';
    const receive = (day: Day, qty: string, made: Day) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day, head: { supplier: ids.supplier, warehouse: ids.shop }, lines: [{ item, qty, price: '2', lot: made.replaceAll('-', ''), made }] },
      });
    co.house.today(FIRST);
    await receive(FIRST, '30', FIRST);
    await co.must({ type: 'retail-sale', command: 'approve', body: { day: FIRST, head: { warehouse: ids.shop, wallet: ids.cash }, lines: [{ item, qty: '10', price: '3' }] } });
    co.house.today(addDays(FIRST, 3));
    await receive(addDays(FIRST, 3), '8', addDays(FIRST, 3));
    const expires = (await co.rows<{ expires: Day }>(`select expires::text as expires from books.lot where item_id = $1 order by expires`, [item])).map((r) => r.expires);
    const scope = { org: ids.org, tenant: ids.group, sites: null };
    const moves = await co.house.db.read(scope, (s) => movesOf(s, [item]));
    const units = (n: bigint): number => Number(n) / 1e6;
    expect(moves.map((m) => [m.day, units(m.came), units(m.spoiled), units(m.net)])).toEqual([
      [FIRST, 30, 0, 20],
      [addDays(FIRST, 3), 8, 0, 8],
      [expires[0], 0, 20, -20],
      [expires[1], 0, 8, -8],
    ]);
    expect(moves.map((m) => m.warehouse)).toEqual(Array.from({ length: 4 }, () => ids.shop));
  });
});

const categoryOf = async (co: SmallCompany): Promise<string> =>
  (await co.rows<{ id: string }>(`select id::text as id from books.record where type = 'item-category' limit 1`))[0]?.id ?? '';
