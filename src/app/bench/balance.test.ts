// The books that bench balance makes are clean, and its screens say of any day what the lines up to that day add up to.
import { present } from '#kernel/must';
import { postgresHouse, type TestHouse } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verify } from '../verify.ts';
import { manyShelves, sameToday, screen } from './balance.ts';
import { type BenchCompany, benchCompany } from './company.ts';

let house: TestHouse;
let co: BenchCompany;
beforeAll(async () => {
  house = await postgresHouse(4);
  house.today('2026-05-20');
  co = await benchCompany(house);
  await manyShelves(co, { items: 12, lots: 3, lines: 1200 });
}, 240_000);
afterAll(() => house?.close());

/** From the definition: every line up to the day. */
const lines = async (day: string) =>
  present(
    (
      await house.db.owner((tx) =>
        tx.query<{ qty: string; value: string }>(
          `select trim_scale(coalesce(sum(qty), 0) / 1000000.0)::text as qty, round(coalesce(sum(cost), 0) / 100.0, 2)::text as value from books.stock_line where day <= $1::date`,
          [day],
        ),
      )
    )[0],
    'sums',
  );

test('the books are clean and today is now', async () => {
  await sameToday(co);
  expect((await verify(house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
});

// In closed months, at their ends, in the open ones, before everything and today.
test.each(['2025-12-31', '2026-01-01', '2026-01-17', '2026-01-31', '2026-02-03', '2026-02-28', '2026-03-01', '2026-03-30', '2026-04-02', '2026-04-29', '2026-05-05', '2026-05-20'])(
  'the end of %s',
  async (day) => {
    const [lots, items] = await house.db.read(co.caller.scope, async (s) => [
      await screen(s, co, { name: 'stock-on-hand', query: { byLot: 'yes', day } }),
      await screen(s, co, { name: 'inventory-at-day', query: { day } }),
    ]);
    const { qty, value } = await lines(day);
    expect([items.sums['qty'], items.sums['value']]).toEqual([qty, value]);
    expect([lots.sums['present'], lots.sums['value']]).toEqual([qty, value]);
    const add = (rows: readonly Record<string, unknown>[], key: string): string => String(rows.reduce((sum, r) => sum + Number(r[key]), 0));
    expect(add(lots.rows, 'present')).toBe(qty);
    expect(Number(add(items.rows, 'value')).toFixed(2)).toBe(value);
  },
);

test.each([{}, { day: '2026-02-03' }, { q: '货00003' }, { q: '货0000', day: '2026-03-30' }, { onlyLow: 'yes' }, { byLot: 'yes' }, { owner: 'own' }] as Record<string, string>[])(
  'the sums of %j are those of its rows, asked for all together or for some',
  async (query) => {
    const { rows, sums } = await house.db.read(co.caller.scope, (s) => screen(s, co, { name: 'stock-on-hand', query }));
    const elsewhere = await house.db.read(co.caller.scope, (s) => screen(s, co, { name: 'stock-on-hand', query: { ...query, warehouse: present(co.warehouses[0], 'warehouse') } }));
    for (const key of ['present', 'held', 'transit', 'value'])
      expect(Number(sums[key]), key).toBeCloseTo(
        rows.reduce((sum, r) => sum + Number(r[key] ?? 0), 0),
        2,
      );
    // Everything lies in the first warehouse, so asking for it goes the other way to the same figures.
    expect(elsewhere.sums).toEqual(sums);
  },
);
