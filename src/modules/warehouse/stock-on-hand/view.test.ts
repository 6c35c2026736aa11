import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import type { View } from '#kernel/view';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countSheet } from '../count-sheet/view.ts';
import { expiringStock } from '../expiring-stock/view.ts';
import { stockLedger } from '../stock-ledger/view.ts';
import { stockMovementSummary } from '../stock-movement-summary/view.ts';
import { stockOnHand } from './view.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('库存查询 on %s', (_, open) => {
  let co: SmallCompany;
  const ask = (view: View, given: Record<string, unknown>, page: readonly [number, number] = [50, 0]) =>
    co.rows<Record<string, string | number | null>>(view.sql, [...view.parameters.map((p) => given[p.key] ?? null), ...page]);
  const post = (type: string, body: Record<string, unknown>) => co.must({ type, command: 'approve', body });
  beforeAll(async () => {
    co = await smallCompany(await open());
    const reasons = Object.fromEntries((await co.rows<{ id: string; code: string }>(`select id, code from books.record where type = 'reason'`)).map((r) => [r.code, r.id]));
    await post('other-receipt', {
      day: '2026-02-20',
      head: { warehouse: co.ids.main, reason: reasons['QR01'] },
      lines: [
        { item: co.ids.water, qty: '100', unitCost: '1' },
        { item: co.ids.milk, qty: '20', unitCost: '3', lot: 'M1', made: '2026-01-01' },
      ],
    });
    await post('goods-receipt', {
      day: '2026-03-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.water, qty: '50', price: '1.13' },
        { item: co.ids.milk, qty: '10', price: '3.39', lot: 'M2', made: '2026-03-01' },
      ],
    });
    await post('transfer', { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop }, lines: [{ item: co.ids.water, qty: '30' }] });
    await post('write-off', { day: '2026-03-06', head: { warehouse: co.ids.main, reason: reasons['BS02'] }, lines: [{ item: co.ids.milk, qty: '5', lot: 'M1' }] });
  });
  afterAll(() => co?.house.close());

  test('four numbers and what is on the way; values add up to the inventory account', async () => {
    const rows = await ask(stockOnHand, {});
    expect(rows.map((r) => [r['name'], r['warehouseName'], r['present'], r['allocated'], r['held'], r['promise'], r['transit'], r['value']])).toEqual([
      ['农夫山泉 550ml', '总仓', '120', '0', '0', '120', '0', '120.00'],
      ['农夫山泉 550ml', '一号店', '0', '0', '0', '0', '30', '30.00'],
      ['伊利纯牛奶 250ml', '总仓', '25', '0', '0', '25', '0', '75.00'],
    ]);
    expect(await co.balance('1405')).toBe('225.00');
    expect((await ask(stockOnHand, { q: 'ylcn', byLot: 'yes' })).map((r) => [r['lotNo'], r['expires'], r['present'], r['promise']])).toEqual([
      ['M1', '2026-06-30', '15', null],
      ['M2', '2026-08-28', '10', null],
    ]);
    expect(await ask(stockOnHand, { warehouse: co.ids.shop })).toHaveLength(1);
    expect(await ask(stockOnHand, { onlyLow: 'yes' })).toEqual([]);
    expect(await ask(stockOnHand, { category: co.ids['dry'] }, [1, 1])).toHaveLength(1);
  });

  test('the ledger runs on from what was there before', async () => {
    const rows = await ask(stockLedger, { item: co.ids.water, warehouse: co.ids.main, from: '2026-03-01', to: '2026-03-31' });
    expect(rows.map((r) => [r['day'], r['kind'], r['qtyIn'], r['qtyOut'], r['qtyAfter'], r['valueAfter']])).toEqual([
      ['2026-03-01', null, null, null, '100', '100.00'],
      ['2026-03-02', '采购入库', '50', null, '150', '150.00'],
      ['2026-03-05', '调拨', null, '30', '120', '120.00'],
    ]);
    expect(rows[1]).toMatchObject({ number: 'CGRK-202603-0001', type: 'goods-receipt', partyName: '华东食品批发' });
    expect((await ask(stockLedger, { item: co.ids.water })).at(-1)).toMatchObject({ qtyAfter: '150', valueAfter: '150.00' });
    expect(await ask(stockLedger, { item: co.ids.water }, [1, 1])).toMatchObject([{ qtyAfter: '150' }]);
  });

  test('lots that expire, nearest first', async () => {
    expect(await ask(expiringStock, { asOf: '2026-06-10' })).toMatchObject([{ lotNo: 'M1', left: 20, status: '临期', present: '15', value: '45.00' }]);
    expect(await ask(expiringStock, { asOf: '2026-08-28', days: 1 })).toMatchObject([
      { lotNo: 'M1', status: '已过期' },
      { lotNo: 'M2', left: 0, status: '已过期' },
    ]);
    expect(await ask(expiringStock, { asOf: '2026-03-10' })).toEqual([]);
  });

  test('opening + received − issued = closing, in quantity and value', async () => {
    const rows = await ask(stockMovementSummary, { from: 202603, to: 202603 });
    expect(rows.map((r) => [r['name'], r['openQty'], r['inQty'], r['outQty'], r['closeQty'], r['openValue'], r['inValue'], r['outValue'], r['closeValue']])).toEqual([
      ['农夫山泉 550ml', '100', '50', '0', '150', '100.00', '50.00', '0.00', '150.00'],
      ['伊利纯牛奶 250ml', '20', '10', '5', '25', '60.00', '30.00', '15.00', '75.00'],
    ]);
    expect(await ask(stockMovementSummary, { from: 202603, to: 202603, warehouse: co.ids.shop })).toMatchObject([
      { openQty: '0', inQty: '30', outQty: '0', closeQty: '30', closeValue: '30.00' },
    ]);
    expect(await ask(stockMovementSummary, { from: 202603, to: 202603, warehouse: co.ids.main, q: '农夫' })).toMatchObject([{ inQty: '50', outQty: '30', closeQty: '120' }]);
  });

  test('the count sheet names shelves and tells no quantity', async () => {
    const rows = await ask(countSheet, { warehouse: co.ids.main });
    expect(rows.map((r) => [r['name'], r['lotNo']])).toEqual([
      ['农夫山泉 550ml', null],
      ['伊利纯牛奶 250ml', 'M1'],
      ['伊利纯牛奶 250ml', 'M2'],
    ]);
    expect(Object.keys(rows[0] ?? {})).not.toContain('present');
  });

  test('sums over everything are those of its rows, with goods frozen, promised and on the way', async () => {
    await post('lot-freeze', { day: '2026-03-07', head: { kind: 'quality', reason: '胀包' }, lines: [{ item: co.ids.milk, lot: 'M2' }] });
    await post('sales-order', { day: '2026-03-07', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '40', price: '2' }] });
    const keys = ['present', 'allocated', 'held', 'promise', 'transit', 'value'];
    const summed = (rows: readonly Record<string, string | number | null>[]) => keys.map((key) => rows.reduce((sum, r) => sum + Number(r[key] ?? 0), 0));
    for (const given of [{}, { day: '2026-03-07' }, { day: '2026-03-04' }, { byLot: 'yes' }]) {
      const [whole] = await co.rows<Record<string, string | null>>(
        stockOnHand.totals ?? '',
        stockOnHand.parameters.map((p) => (given as Record<string, string>)[p.key] ?? null),
      );
      expect(summed([whole ?? {}]), JSON.stringify(given)).toEqual(summed(await ask(stockOnHand, given)));
    }
    expect(summed(await ask(stockOnHand, {}))).toEqual([145, 40, 10, 95, 30, 225]);
  });
});
