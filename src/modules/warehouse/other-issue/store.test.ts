import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('其他出库单 on %s', (_, open) => {
  let co: SmallCompany;
  const reasons: Record<string, string> = {};
  beforeAll(async () => {
    co = await smallCompany(await open());
    for (const r of await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'reason'`)) reasons[r.code] = r.id;
    await post('other-receipt', { reason: 'QR01' }, [{ item: co.ids.water, qty: '264', unitCost: '1' }]);
  });
  afterAll(() => co?.house.close());
  const post = (type: string, { reason, ...head }: { reason: string; deemedSale?: boolean }, lines: unknown[]) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, ...head, reason: reasons[reason] }, lines } });

  test('a sample given away carries output VAT on the market price; use in the house does not', async () => {
    await post('other-issue', { reason: 'QC01', deemedSale: true }, [{ item: co.ids.water, qty: '10' }]);
    // Cost 10.00, market price 10 × 2.00 = 20.00, tax inside 2.30.
    expect([await co.balance('5601'), await co.balance('22210107')]).toEqual(['12.30', '-2.30']);
    await post('other-issue', { reason: 'QC02' }, [{ item: co.ids.water, qty: '14' }]);
    expect([await co.balance('5602'), await co.balance('22210107')]).toEqual(['14.00', '-2.30']);
    expect(await co.rows(`select distinct tax_attribute from books.stock_line where counter = 'usage' order by 1`)).toEqual([
      { tax_attribute: 'deemed-sale' },
      { tax_attribute: 'none' },
    ]);
  });

  test('books and stock agree', async () => {
    const [pools] = await co.rows<{ v: string }>(`select to_char(sum(value) / 100.0, 'FM999990.00') as v from books.cost_pool`);
    expect(await co.balance('1405')).toBe(pools?.v);
  });
});
