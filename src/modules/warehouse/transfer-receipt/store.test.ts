import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('调拨入库单 on %s', (_, open) => {
  let co: SmallCompany;
  let breakage = '';
  beforeAll(async () => {
    co = await smallCompany(await open());
    breakage = (await co.rows<{ id: string }>(`select id from books.record where code = 'BS03'`))[0]?.id ?? '';
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: co.ids.box, qty: '3', price: '11.30' },
          { item: co.ids.milk, qty: '10', price: '3.39', lot: 'M1', made: '2026-03-01' },
          { item: co.ids.milk, qty: '10', price: '3.39', lot: 'M2', made: '2026-03-02' },
        ],
      },
    });
  });
  afterAll(() => co?.house.close());
  const send = (lines: unknown[]) => co.must({ type: 'transfer', command: 'approve', body: { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop }, lines } });
  const take = (lines: unknown[]) => ({ type: 'transfer-receipt', command: 'approve' as const, body: { day: '2026-03-06', head: { warehouse: co.ids.shop }, lines } });

  test('a short and damaged arrival is a loss with its reason; 190101 is empty again', async () => {
    const sent = await send([{ item: co.ids.box, qty: '3' }]); // 30.00 without tax
    const before = Number(await co.balance('1405'));
    const got = await co.must(take([{ item: co.ids.box, qty: '3', lost: '1', reason: breakage, source: { doc: sent.id, line: 1 } }]));
    expect(got.voucher).toMatch(/^记-/);
    expect(Number(await co.balance('1405')) - before).toBeCloseTo(-10, 2);
    expect(await co.balance('190101')).toBe('0.00');
    expect(await co.balance('5602')).toBe('11.30'); // 10.00 and the 13 % that goes back
    expect(await co.balance('22210109')).toBe('-1.30');
    expect(await co.rows(`select on_hand, in_transit from books.stock_balance where item_id = $1 and warehouse_id = $2`, [co.ids.box, co.ids.shop])).toEqual([
      { on_hand: 2_000_000n, in_transit: 0n },
    ]);
    await co.must({ type: 'transfer-receipt', command: 'reverse', id: got.id, body: { reason: '找到了' } });
    expect(await co.balance('5602')).toBe('0.00');
    await co.must(take([{ item: co.ids.box, qty: '3', source: { doc: sent.id, line: 1 } }]));
  });
});
