import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePeriod } from '#accounting';
import { closeCosts } from '#books/pen';
import type { Day, Period } from '#kernel/day';
import { memoryHouse, smallCompany } from '#testing';
import { works, type Works } from './testing/works.ts';

describe('the views of 存货核算', () => {
  let w: Works;
  beforeAll(async () => {
    w = await works(await smallCompany(await memoryHouse()));
    const { co } = w;
    await w.stock('2026-01-05', [{ item: co.ids.box, qty: '10', unitCost: '10' }]);
    await w.stock('2026-02-10', [{ item: co.ids.box, qty: '10', unitCost: '12' }]);
    const before = await view('stock-movement-summary', { from: '202602', to: '202603' });
    expect(before).toHaveLength(1);
    for (const period of [202601]) {
      await closeCosts(co.house, co.caller, { period: period as Period, day: '2026-01-31' as Day });
      expect(await closePeriod(co.house, co.caller, period)).toMatchObject({ ok: true });
    }
    await w.post('other-issue', '2026-03-05', { warehouse: co.ids.main, reason: w.reason('QC02') }, [{ item: co.ids.box, qty: '4' }]);
    // Dated before the issue: 24 pieces at 10.83 … → the four cost 44.80 (11.20 each) instead of 44.00.
    await w.stock('2026-03-01', [{ item: co.ids.box, qty: '5', unitCost: '12' }]);
  });
  afterAll(() => w?.co.house.close());
  const view = async (name: string, query: Record<string, string>): Promise<Record<string, unknown>[]> => {
    const found = w.co.house.catalog.views.find((v) => v.name === name);
    if (!found) throw new Error(name);
    return w.co.rows(found.sql, [...found.parameters.map((p) => query[p.key] ?? null), 100, 0]);
  };

  test('存货明细账 shows the correction as a row of its own, and ends at what the pool holds', async () => {
    const rows = await view('inventory-detail', { item: w.co.ids.box, from: '2026-02-01' });
    expect(rows.map((r) => [r['day'], r['kind'], r['qtyIn'], r['valueIn'], r['qtyOut'], r['valueOut'], r['qtyAfter'], r['valueAfter']])).toEqual([
      ['2026-02-01', '期初结存', null, null, null, null, '10', '100.00'],
      ['2026-02-10', '盘盈/其他入库', '10', '120.00', null, null, '20', '220.00'],
      ['2026-03-01', '盘盈/其他入库', '5', '60.00', null, null, '25', '280.00'],
      ['2026-03-05', '领用/其他出库', null, null, '4', '44.00', '21', '236.00'],
      ['2026-03-05', '成本调整', null, null, null, '0.80', '21', '235.20'],
    ]);
    expect(rows.at(-1)?.['about']).toMatch(/^QTCK-/);
    expect(await w.pool(w.co.ids.box)).toEqual(['21', '23520']);
  });
  test('收发存汇总表 begins at what the closed month left', async () => {
    const [row] = await view('stock-movement-summary', { from: '202603', to: '202603' });
    expect(row).toMatchObject({ openQty: '20', openValue: '220.00', inQty: '5', inValue: '60.00', outQty: '4', outValue: '44.80', closeQty: '21', closeValue: '235.20' });
    expect(await view('stock-movement-summary', { from: '202601', to: '202601' })).toMatchObject([{ openQty: '0', inQty: '10', closeValue: '100.00' }]);
    expect(await view('stock-movement-summary', { from: '202603', to: '202603', warehouse: w.co.ids.main })).toMatchObject([
      { openQty: '20', outValue: '44.80', closeValue: '235.20' },
    ]);
  });
  test('存货余额 of a day, of an open and of a closed month', async () => {
    expect(await view('inventory-at-day', { day: '2026-03-02' })).toMatchObject([{ qty: '25', value: '280.00', unitCost: '11.2', method: '移动加权平均' }]);
    expect(await view('inventory-at-day', { day: '2026-01-31' })).toMatchObject([{ qty: '10', value: '100.00' }]);
    expect(await view('inventory-at-day', { day: '2026-01-04' })).toEqual([]);
  });
  test('库龄: the oldest are gone first', async () => {
    // 21 left: 5 of March, 10 of February, 6 of January.
    expect(await view('stock-ageing', { day: '2026-03-31' })).toMatchObject([
      { qty: '21', value: '235.20', d30: '56.00', d60: '112.00', d90: '67.20', older: '0.00', oldest: '2026-01-05' },
    ]);
  });
  test('库龄: parts that do not divide evenly leave no fen for an age nothing has', async () => {
    await w.stock('2026-02-10', [{ item: w.co.ids.water, qty: '1', unitCost: '0.02' }]);
    await w.stock('2026-03-02', [{ item: w.co.ids.water, qty: '1', unitCost: '0.03' }]);
    expect(await view('stock-ageing', { day: '2026-04-30', q: '农夫' })).toMatchObject([{ value: '0.05', d30: '0.00', d60: '0.03', d90: '0.02', older: '0.00' }]);
  });
  test('成本计算情况 names what wants looking at', async () => {
    expect(await view('costing-status', { only: 'yes' })).toEqual([]);
    await w.stock('2026-03-06', [{ item: w.co.ids.oil, qty: '1', unitCost: '0' }]);
    expect(await view('costing-status', { only: 'yes' })).toMatchObject([{ name: '金龙鱼调和油 5L', remark: expect.stringContaining('没有金额') as string }]);
  });
});
