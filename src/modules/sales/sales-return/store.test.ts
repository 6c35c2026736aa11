import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineOf, poolOf, received, recordId, stockOf, voucherOf } from '../testing/shop.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('销售退货单 on %s', (_, open) => {
  let co: SmallCompany;
  let reason = '';
  beforeAll(async () => {
    co = await smallCompany(await open());
    co.house.today('2026-03-10');
    reason = await recordId(co, 'reason', 'TH01');
  });
  afterAll(() => co?.house.close());
  const approve = (type: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-10', head: { warehouse: co.ids.main, ...head }, lines } });
  const bringBack = (lines: readonly Record<string, unknown>[], head: Record<string, unknown> = {}) =>
    approve('sales-return', { customer: co.ids.customer, reason, ...head }, lines);

  test('brings goods back at their own cost and amounts, to the last 分, however it is cut and whatever is taken back in between', async () => {
    await received(co, [{ item: 'water', qty: '3', price: '1.13' }]);
    const sold = await approve('sales-delivery', { customer: co.ids.customer }, [{ item: co.ids.water, qty: '3', price: '3.333333' }]); // 10.00, net 8.85, cost 3.00
    await received(co, [{ item: 'water', qty: '7', price: '11.3' }], 'main', '2026-03-10'); // The pool's cost has changed since.
    const line = { item: co.ids.water, qty: '1', price: '3.333333', source: { doc: sold.id, line: 1 } };
    const first = await bringBack([line]);
    expect(first).toMatchObject({ number: 'XSTH-202603-0001' });
    expect(await voucherOf(co, first.id)).toEqual(['借 112201 -3.33', '贷 5001 -2.95', '贷 222106 -0.38', '借 1405 1.00', '贷 5401 1.00']);
    await bringBack([line]);
    await co.must({ type: 'sales-return', command: 'reverse', id: first.id, body: { reason: '没有退回来' } });
    await bringBack([{ ...line, qty: '2' }]);
    expect(await poolOf(co, 'water')).toEqual({ qty: 10, value: '73.00' });
    expect(await co.balance('5401')).toBe('0.00');
    expect(await co.rows(`select sum(amount - settled)::text as owes from books.open_item where side = 'receivable'`)).toEqual([{ owes: '0' }]);
    // Only the cut between revenue and tax may be off by one 分 when returns are taken back out of order.
    expect(['0.00', '0.01', '-0.01']).toContain(await co.balance('5001'));
    expect(
      await co.do({ type: 'sales-return', command: 'approve', body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, reason }, lines: [line] } }),
    ).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '0' } } });
    expect(await co.do({ type: 'sales-delivery', command: 'reverse', id: sold.id, body: { reason: '错' } })).toMatchObject({ ok: false, refusal: { refused: 'has-dependents' } });
  });

  test('brings each lot back as itself, and bad goods to the frozen place', async () => {
    await received(co, [
      { item: 'milk', qty: '3', price: '1.13', lot: 'A', expires: '2026-05-01' },
      { item: 'milk', qty: '3', price: '2.26', lot: 'B', expires: '2026-06-01' },
    ]);
    const sold = await approve('sales-delivery', { customer: co.ids.customer }, [{ item: co.ids.milk, qty: '5', price: '4' }]);
    expect(await lineOf(co, sold.id)).toMatchObject({ lotsTaken: 'A×3、B×2', cost: '7.50' });
    const from = { source: { doc: sold.id, line: 1 }, item: co.ids.milk, price: '4' };
    const one = await bringBack([
      { ...from, qty: '2', lot: 'B', condition: 'bad' },
      { ...from, qty: '1', lot: 'A' },
    ]);
    expect(await stockOf(co, 'milk')).toEqual({ onHand: 2, onHold: 2, allocated: 0 });
    expect(await lineOf(co, one.id)).toMatchObject({ lotsTaken: 'B×2', cost: '3.00' });
    const rest = await bringBack([{ ...from, qty: '2' }]); // Only A is left, so it need not be named.
    expect(await lineOf(co, rest.id)).toMatchObject({ lotsTaken: 'A×2', cost: '3.00' });
    expect(await poolOf(co, 'milk')).toEqual({ qty: 6, value: '9.00' });
    await co.must({ type: 'sales-return', command: 'reverse', id: one.id, body: { reason: '数量点错' } });
    expect(await stockOf(co, 'milk')).toEqual({ onHand: 3, onHold: 0, allocated: 0 });
  });

  test('takes a walk-in’s goods back from the retail sale and pays out of the till', async () => {
    await received(co, [{ item: 'oil', qty: '2', price: '54.5' }]);
    const sold = await approve('retail-sale', { wallet: co.ids.cash }, [{ item: co.ids.oil, qty: '2' }]);
    const back = await bringBack([{ item: co.ids.oil, qty: '1', source: { doc: sold.id, line: 1 } }], { customer: null, wallet: co.ids.cash });
    expect(await voucherOf(co, back.id)).toEqual(['贷 1001 69.90', '贷 5001 -64.13', '贷 22210107 -5.77', '借 1405 50.00', '贷 5401 50.00']);
    expect(await co.balance('1001')).toBe('69.90');
    expect(await co.rows(`select 1 from books.open_item where doc_id = $1`, [back.id])).toEqual([]);
  });

  test('without a source, brings goods back at what the stock costs now', async () => {
    await received(co, [{ item: 'box', qty: '3', price: '11.3' }]);
    const back = await bringBack([{ item: co.ids.box, qty: '2', price: '15' }]);
    expect(await lineOf(co, back.id)).toMatchObject({ cost: '20.00' });
    expect(await poolOf(co, 'box')).toEqual({ qty: 5, value: '50.00' });
    expect(await co.rows(`select amount, due::text as due from books.open_item where doc_id = $1`, [back.id])).toEqual([{ amount: -3000n, due: '2026-03-10' }]);
  });
});
