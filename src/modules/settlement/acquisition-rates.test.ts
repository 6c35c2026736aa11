import type { Day } from '#kernel/day';
import { memoryHouse, smallCompany } from '#testing';
import { expect, test } from 'vitest';
import { acquisitionRateOn } from './acquisition-rates.ts';

test.each([
  ['2017-06-30', 0n],
  ['2018-04-30', 110_000n],
  ['2019-03-31', 100_000n],
  ['2019-04-01', 90_000n],
  ['2026-03-05', 90_000n],
])('on %s', (day, want) => expect(acquisitionRateOn(day as Day)).toBe(want));

test('a 收购发票 deducts its share of the price by the rate of its day; the rest is cost', async () => {
  const co = await smallCompany(await memoryHouse());
  const receipt = await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '100', price: '10' }] },
  });
  await co.must({
    type: 'purchase-invoice',
    command: 'approve',
    body: {
      day: '2026-03-05',
      head: { supplier: co.ids.supplier, kind: 'acquisition', number: '26350000000000000001' },
      lines: [{ item: co.ids.box, qty: '100', price: '10', source: { doc: receipt.id, line: 1 } }],
    },
  });
  expect([await co.balance('22210101'), await co.balance('1405'), await co.balance('220201'), await co.balance('220202')]).toEqual(['90.00', '910.00', '-1000.00', '0.00']);
});
