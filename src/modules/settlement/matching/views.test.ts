import { memoryHouse, smallCompany } from '#testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { estimateBalance } from '../estimate-balance/view.ts';
import { matchedBills, unbilledReceipts } from './views.ts';

describe('queries of 暂估 and 三单匹配', () => {
  let co: Awaited<ReturnType<typeof smallCompany>>;
  const look = <R>(view: { readonly sql: string }, parameters: readonly (string | null)[]) => co.rows<R>(view.sql, [...parameters, 100, 0]);
  const post = (type: string, day: string, head: Record<string, unknown>, line: Record<string, unknown>) =>
    co.must({ type, command: 'approve', body: { day, head: { supplier: co.ids.supplier, ...head }, lines: [line] } });
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    const order = await post('purchase-order', '2026-02-01', {}, { item: co.ids.water, unit: '箱', qty: '10', price: '24' });
    const receipt = await post(
      'goods-receipt',
      '2026-02-02',
      { warehouse: co.ids.main },
      { item: co.ids.water, unit: '箱', qty: '10', price: '24', source: { doc: order.id, line: 1 } },
    );
    await post(
      'purchase-invoice',
      '2026-02-03',
      { number: '26370000000000000001' },
      { item: co.ids.water, unit: '箱', qty: '3', price: '30', source: { doc: receipt.id, line: 1 } },
    );
    const source = { doc: receipt.id, line: 1 };
    await post('goods-return', '2026-02-04', { warehouse: co.ids.main }, { item: co.ids.water, unit: '箱', qty: '2', source });
    const old = await post('goods-receipt', '2026-01-05', { warehouse: co.ids.main }, { item: co.ids.box, qty: '7', price: '11.3' });
    await post('estimate-reversal', '2026-03-01', {}, { item: co.ids.box, source: { doc: old.id, line: 1 } });
  });

  test('暂估余额 is what the ledger holds, by age and by where it stands', async () => {
    const rows = await look<Record<string, unknown>>(estimateBalance, [null, '2026-03-10', null]);
    expect(rows.map(({ qty, d30, d60, d90, left, age, where }) => [qty, d30, d60, d90, left, age, where])).toEqual([
      ['7', null, null, '70.00', '70.00', 64, '已月初冲回'],
      ['120', null, '106.19', null, '106.19', 36, '应付暂估'],
    ]);
    expect([await co.balance('220202'), await co.balance('1402')]).toEqual(['-106.19', '-70.00']);
    expect((await look(estimateBalance, [null, null, 'taken-back'])).length).toBe(1);
    expect((await look(estimateBalance, [co.ids.customer, null, null])).length).toBe(0);
  });

  test('unbilled receipts say what a bill would be made of', async () => {
    const [, water] = await look<Record<string, unknown>>(unbilledReceipts, [co.ids.supplier, null]);
    expect(water).toMatchObject({
      qty: '240',
      left: '120',
      unitQty: '5',
      unit: '箱',
      price: '24.00',
      agreed: '24.00',
      gross: '120.00',
      order: 'CGDD-202602-0001',
      partyId: co.ids.supplier,
    });
    expect((await look(unbilledReceipts, [null, co.ids.box])).length).toBe(1);
  });

  test('bills stand beside order and receipt with their verdict', async () => {
    expect(await look(matchedBills, [null, null, null, null])).toMatchObject([
      { verdict: '超差', said: '价格高 18.00（25.00%，应为 72.00）', ordered: '240', received: '240', billed: '72', gross: '90.00', state: '', released: false },
    ]);
    expect(await look(matchedBills, [null, 'ok', null, null])).toEqual([]);
  });
});
