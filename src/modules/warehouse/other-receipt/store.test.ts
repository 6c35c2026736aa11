import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('其他入库单 on %s', (_, open) => {
  let co: SmallCompany;
  const reasons: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await open());
    for (const r of await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'reason'`)) reasons[r.code] = r.id;
  });
  afterAll(() => co?.house.close());
  const post = (type: string, { reason, ...head }: { reason: string; deemedSale?: boolean }, lines: unknown[]) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, ...head, reason: reasons[reason] }, lines } });
  const pool = async (item: string) => (await co.rows<{ qty: bigint; value: bigint }>(`select qty, value from books.cost_pool where item_id = $1`, [item]))[0];

  test('opening stock stands against capital; a gift without a cost comes at the average', async () => {
    expect(
      await post('other-receipt', { reason: 'QR01' }, [
        { item: co.ids.water, unit: '箱', qty: '10', unitCost: '24' },
        { item: co.ids.milk, qty: '12', unitCost: '3', lot: 'M1', made: '2026-03-01' },
      ]),
    ).toMatchObject({ number: 'QTRK-202603-0001', voucher: '记-0001' });
    expect([await co.balance('1405'), await co.balance('3001')]).toEqual(['276.00', '-276.00']);
    await post('other-receipt', { reason: 'QR02' }, [{ item: co.ids.water, qty: '24' }]);
    expect(await co.balance('5301')).toBe('-24.00');
    expect(await pool(co.ids.water)).toEqual({ qty: 264_000_000n, value: 26_400n });
  });

  test('books and stock agree', async () => {
    const [pools] = await co.rows<{ v: string }>(`select to_char(sum(value) / 100.0, 'FM999990.00') as v from books.cost_pool`);
    expect(await co.balance('1405')).toBe(pools?.v);
  });
});
