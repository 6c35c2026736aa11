import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('报损单 on %s', (_, open) => {
  let co: SmallCompany;
  const reasons: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await open());
    for (const r of await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'reason'`)) reasons[r.code] = r.id;
    await post('other-receipt', { reason: 'QR01' }, [{ item: co.ids.milk, qty: '12', unitCost: '3', lot: 'M1', made: '2026-03-01' }]);
  });
  afterAll(() => co?.house.close());
  const post = (type: string, { reason, ...head }: { reason: string; deemedSale?: boolean }, lines: unknown[]) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, ...head, reason: reasons[reason] }, lines } });
  const pool = async (item: string) => (await co.rows<{ qty: bigint; value: bigint }>(`select qty, value from books.cost_pool where item_id = $1`, [item]))[0];

  test('what spoiled takes its input VAT along, what broke does not; expired lots may be written off', async () => {
    const before = Number(await co.balance('5602'));
    await post('write-off', { reason: 'BS03' }, [{ item: co.ids.milk, qty: '2' }]); // 6.00 + 13 %
    expect([Number(await co.balance('5602')) - before, await co.balance('22210109')]).toEqual([6.78, '-0.78'].map((v) => (typeof v === 'number' ? expect.closeTo(v, 2) : v)));
    co.house.today('2027-03-10');
    const done = await post('write-off', { reason: 'BS02' }, [{ item: co.ids.milk, qty: '10' }]);
    co.house.today('2026-03-10');
    expect(done.number).toBe('BSD-202603-0002');
    expect(await pool(co.ids.milk)).toEqual({ qty: 0n, value: 0n });
    expect(await co.balance('22210109')).toBe('-0.78');
  });

  test('books and stock agree', async () => {
    const [pools] = await co.rows<{ v: string }>(`select to_char(sum(value) / 100.0, 'FM999990.00') as v from books.cost_pool`);
    expect(await co.balance('1405')).toBe(pools?.v);
  });
});
