import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('组装 and 拆卸 on %s', (_, open) => {
  let w: Works;
  let [gift, flour, left, right] = ['', '', '', ''];
  beforeAll(async () => {
    w = await works(await smallCompany(await open()));
    const { co } = w;
    const [raw] = await saveAll(co.house, co.caller, 'item-category', [{ name: '原料', data: { inventoryAccount: '1403' } }]);
    gift = await w.addItem('礼盒', { unit: '盒' });
    flour = await w.addItem('面粉', { unit: '公斤', category: raw?.id });
    left = await w.addItem('左件', { unit: '个' });
    right = await w.addItem('右件', { unit: '个' });
    await w.stock('2026-03-01', [
      { item: flour, qty: '10', unitCost: '4' },
      { item: co.ids.oil, qty: '10', unitCost: '50' },
    ]);
  });
  afterAll(() => w?.co.house.close());

  test('the product costs what its components cost and the extra cost; one voucher says so', async () => {
    const { co } = w;
    await w.post('assembly', '2026-03-05', { warehouse: co.ids.main, extraCost: '3.33', extraAccount: w.account('2211') }, [
      { role: 'in', item: flour, qty: '5' },
      { role: 'in', item: co.ids.oil, qty: '2' },
      { role: 'out', item: gift, qty: '4' },
    ]);
    expect(await w.pool(gift)).toEqual(['4', '12333']); // 20.00 + 100.00 + 3.33
    expect([await co.balance('1403'), await co.balance('2211')]).toEqual(['20.00', '-3.33']);
    await w.agree();
  });

  test('a component that turns out to have cost more makes the product, its parts and what was sold of them cost more', async () => {
    const { co } = w;
    await w.post('disassembly', '2026-03-06', { warehouse: co.ids.main }, [
      { role: 'in', item: gift, qty: '3' },
      { role: 'out', item: left, qty: '3', weight: '2' },
      { role: 'out', item: right, qty: '3', weight: '1' },
    ]);
    // 123.33 × 3 ÷ 4 = 92.50 → 61.67 and 30.83
    expect([await w.pool(left), await w.pool(right)]).toEqual([
      ['3', '6167'],
      ['3', '3083'],
    ]);
    await w.post('other-issue', '2026-03-07', { warehouse: co.ids.main, reason: w.reason('QC02') }, [{ item: left, qty: '1' }]);
    expect(await w.pool(left)).toEqual(['2', '4111']);
    const before = await co.balance('5602');
    // Dated before the assembly: 10 kg at 4.00 and 10 kg at 6.01 make 5.005 the average; the five kilograms cost 25.03 (25.025), not 20.00.
    await w.stock('2026-03-02', [{ item: flour, qty: '10', unitCost: '6.01' }]);
    expect(await w.pool(flour)).toEqual(['15', '7507']);
    expect(await w.pool(gift)).toEqual(['1', '3209']); // 123.33 + 5.03 = 128.36, of which three quarters left
    const [l, r] = [await w.pool(left), await w.pool(right)];
    // 96.27 came out of the boxes: 2 : 1 as booked, to the 分; a third of the left pieces is used up.
    expect(BigInt(l[1]) + BigInt(r[1]) + BigInt(Math.round((Number(await co.balance('5602')) - Number(before) + 20.56) * 100))).toBe(9627n);
    expect(await co.rows(`select type from books.document where type = 'cost-adjustment'`)).toHaveLength(1);
    expect(await co.balance('5401')).toBe('0.00');
    await w.agree();
  });

  test('taken back in an open month, components and products stand as before', async () => {
    const { co } = w;
    const before = [await w.pool(gift), await w.pool(flour), await co.balance('1403')];
    const { id } = await w.post('assembly', '2026-03-08', { warehouse: co.ids.main }, [
      { role: 'in', item: flour, qty: '3' },
      { role: 'out', item: gift, qty: '1' },
    ]);
    await co.must({ type: 'assembly', command: 'reverse', id, body: { reason: '装错' } });
    expect([await w.pool(gift), await w.pool(flour), await co.balance('1403')]).toEqual(before);
    await w.agree();
  });
});
