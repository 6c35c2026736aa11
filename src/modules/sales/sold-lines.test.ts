import type { View } from '#kernel/view';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOrders } from './open-orders/view.ts';
import { salesByCustomer } from './sales-by-customer/view.ts';
import { salesByItem } from './sales-by-item/view.ts';
import { received, recordId } from './testing/shop.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('the views of 销售 on %s', (_, open) => {
  let co: SmallCompany;
  const show = (view: View, ...parameters: readonly unknown[]) => co.rows<Record<string, unknown>>(view.sql, [...parameters, 50, 0]);
  const approve = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    co.must({ type, command: 'approve', body: { day, head: { warehouse: co.ids.main, ...head }, lines } });
  beforeAll(async () => {
    co = await smallCompany(await open());
    await received(co, [
      { item: 'water', qty: '100', price: '1.13' },
      { item: 'oil', qty: '10', price: '54.5' },
    ]);
    const order = await approve('sales-order', '2026-03-02', { customer: co.ids.customer, promised: '2026-03-09' }, [
      { item: co.ids.water, unit: '箱', qty: '2', price: '48' },
      { item: co.ids.oil, qty: '3', price: '69.9' },
    ]);
    const delivery = await approve('sales-delivery', '2026-03-05', { customer: co.ids.customer }, [
      { item: co.ids.water, qty: '40', price: '2', source: { doc: order.id, line: 1 } },
    ]);
    const wrong = await approve('sales-delivery', '2026-03-05', { customer: co.ids.customer }, [{ item: co.ids.oil, qty: '1', price: '69.9' }]);
    await co.must({ type: 'sales-delivery', command: 'reverse', id: wrong.id, body: { reason: '发错' } });
    await approve('retail-sale', '2026-03-06', { wallet: co.ids.cash }, [{ item: co.ids.oil, qty: '1' }]);
    await approve('sales-return', '2026-03-07', { customer: co.ids.customer, reason: await recordId(co, 'reason', 'TH02') }, [
      { item: co.ids.water, qty: '10', price: '2', source: { doc: delivery.id, line: 1 } },
    ]);
  });
  afterAll(() => co?.house.close());

  test('商品销售汇总 deducts returns, cancels red documents and agrees with the ledger', async () => {
    expect(await show(salesByItem, null, null, null, null)).toMatchObject([
      { item: '金龙鱼调和油 5L', qty: '1', net: '64.13', gross: '69.90', cost: '50.00', margin: '14.13' },
      { item: '农夫山泉 550ml', qty: '30', net: '53.10', gross: '60.00', cost: '30.00', margin: '23.10', rate: '0.4350' },
    ]);
    expect(await co.balance('5001')).toBe('-117.23');
    expect(await co.balance('5401')).toBe('80.00');
    expect(await show(salesByItem, '2026-03-07', '2026-03-07', co.ids.main, co.ids.water)).toMatchObject([{ qty: '-10', net: '-17.70', cost: '-10.00', rate: null }]);
  });
  test('客户销售汇总 shows walk-ins apart, and what is owed', async () => {
    expect(await show(salesByCustomer, null, null, null, null)).toMatchObject([
      { customer: '散客', net: '64.13', owes: '0.00', documents: 1 },
      { customer: '城东便利店', net: '53.10', gross: '60.00', cost: '30.00', owes: '60.00', documents: 4 },
    ]);
  });
  test('未发货订单 shows what is left of each line', async () => {
    expect(await show(openOrders, null, null, null, null)).toMatchObject([
      { number: 'XSDD-202603-0001', item: '农夫山泉 550ml', promised: '2026-03-09', ordered: '48', delivered: '40', open: '8', reserved: '8', amount: '16.00' },
      { item: '金龙鱼调和油 5L', ordered: '3', delivered: '0', open: '3', reserved: '3', amount: '209.70' },
    ]);
    expect(await show(openOrders, null, co.ids.oil, null, '2026-03-01')).toEqual([]);
  });
  test('every column a view declares is in its rows', async () => {
    for (const view of [openOrders, salesByItem, salesByCustomer]) {
      const [row] = await show(view, null, null, null, null);
      for (const column of view.columns) expect(row, `${view.name} ${column.key}`).toHaveProperty(column.key);
    }
  });
});
