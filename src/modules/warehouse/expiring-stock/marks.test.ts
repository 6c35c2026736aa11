// 最佳食用、下架、预警: counted back from the expiry when a lot comes, and kept whatever the item says later.
import { saveAll } from '#app/founding';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expiringStock } from './view.ts';

let co: SmallCompany;
const YOGHURT = { unit: '杯', taxRate: '0.13', tracksLots: true, tracksExpiry: true, shelfLifeDays: 21, bestBeforeDays: 7, removalDays: 3, alertDays: 10 };
const listed = async (asOf: string, days: number | null = null) =>
  (await co.rows<Record<string, string>>(expiringStock.sql, [days, null, null, asOf, 50, 0])).map((r) => [r['lotNo'], r['status'], r['bestBefore'], r['removal'], r['alert']]);
beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
});
afterAll(() => co?.house.close());

test('the days of a lot are counted back from its expiry, and stay when the item changes', async () => {
  const [yoghurt] = await saveAll(co.house, co.caller, 'item', [{ name: '酸奶', data: { category: co.ids['dry'], ...YOGHURT } }]);
  const receive = (lot: string, made: string) =>
    co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: yoghurt?.id, qty: '5', price: '2', lot, made }] },
    });
  await receive('Y1', '2026-03-01');
  await saveAll(co.house, co.caller, 'item', [{ id: yoghurt?.id ?? '', name: '酸奶', data: { category: co.ids['dry'], ...YOGHURT, removalDays: 5 } }]);
  await receive('Y2', '2026-03-02');
  const y1 = ['2026-03-15', '2026-03-19', '2026-03-12'];
  const y2 = ['2026-03-16', '2026-03-18', '2026-03-13'];
  expect(await listed('2026-03-11')).toEqual([]);
  expect(await listed('2026-03-12')).toEqual([['Y1', '临期', ...y1]]);
  expect(await listed('2026-03-18')).toEqual([
    ['Y1', '临期', ...y1],
    ['Y2', '应下架', ...y2],
  ]);
  expect((await listed('2026-03-22')).map(([lot, status]) => [lot, status])).toEqual([
    ['Y1', '已过期'],
    ['Y2', '应下架'],
  ]);
  expect((await listed('2026-03-03', 30)).map(([lot]) => lot)).toEqual(['Y1', 'Y2']);
});

test('days beyond the shelf life are refused', async () => {
  const save = (data: Record<string, unknown>) => saveAll(co.house, co.caller, 'item', [{ name: '布丁', data: { category: co.ids['dry'], ...YOGHURT, ...data } }]);
  await expect(save({ alertDays: 22 })).rejects.toThrow('mark-beyond-shelf-life');
  await expect(save({ removalDays: 30 })).rejects.toThrow('data.removalDays');
});
