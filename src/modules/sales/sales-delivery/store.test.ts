import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineOf, poolOf, received, stockOf, voucherOf } from '../testing/shop.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('销售出库单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    co.house.today('2026-03-10');
  });
  afterAll(() => co?.house.close());
  const deliver = (lines: readonly Record<string, unknown>[], head: Record<string, unknown> = {}) =>
    co.must({ type: 'sales-delivery', command: 'approve', body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, ...head }, lines } });

  test('uses up the order’s reservation and books stock, revenue, tax, cost and the receivable in one go', async () => {
    await received(co, [{ item: 'water', qty: '100', price: '1.13' }]);
    const order = await co.must({
      type: 'sales-order',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '4', price: '48' }] },
    });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 96 });
    const delivery = await deliver([{ item: co.ids.water, unit: '箱', qty: '3', source: { doc: order.id, line: 1 } }]);
    expect(delivery).toMatchObject({ number: 'XSCK-202603-0001', voucher: '记-0002', state: 'posted' });
    expect(await voucherOf(co, delivery.id)).toEqual(['借 112201 144.00', '贷 5001 127.43', '贷 222106 16.57', '借 5401 72.00', '贷 1405 72.00']);
    expect(await stockOf(co, 'water')).toEqual({ onHand: 28, onHold: 0, allocated: 24 });
    expect(await lineOf(co, delivery.id)).toMatchObject({ cost: '72.00', fromReserve: '72', gross: '144.00', lotsTaken: null });
    expect(await co.rows(`select side, amount, settled, due::text as due from books.open_item`)).toEqual([{ side: 'receivable', amount: 14400n, settled: 0n, due: '2026-03-25' }]);
    expect(await co.rows(`select kind, qty from books.progress`)).toEqual([{ kind: 'delivered', qty: 72_000_000n }]);
    expect(await co.rows(`select account, tax_attribute, ownership, party_id, source_order, counter from books.stock_line where qty < 0`)).toEqual([
      { account: '1405', tax_attribute: 'taxable', ownership: 'own', party_id: co.ids.customer, source_order: order.id, counter: 'customer' },
    ]);

    const red = await co.must({ type: 'sales-delivery', command: 'reverse', id: delivery.id, body: { reason: '客户改期' } });
    expect(await voucherOf(co, red.id)).toEqual(['借 112201 -144.00', '贷 5001 -127.43', '贷 222106 -16.57', '借 5401 -72.00', '贷 1405 -72.00']);
    expect(await stockOf(co, 'water')).toEqual({ onHand: 100, onHold: 0, allocated: 96 });
    expect(await poolOf(co, 'water')).toEqual({ qty: 100, value: '100.00' });
    expect(await co.rows(`select open from books.reservation`)).toEqual([{ open: 96_000_000n }]);

    // Two lines of one delivery on the same order line share its reservation and its running figure.
    await deliver([
      { item: co.ids.water, qty: '50', price: '2', source: { doc: order.id, line: 1 } },
      { item: co.ids.water, qty: '40', price: '2', source: { doc: order.id, line: 1 } },
    ]);
    expect(await stockOf(co, 'water')).toEqual({ onHand: 10, onHold: 0, allocated: 6 });
    await co.must({ type: 'sales-order', command: 'close', id: order.id });
    expect(await stockOf(co, 'water')).toEqual({ onHand: 10, onHold: 0, allocated: 0 });
  });

  test('takes what expires first, and shares the line’s cost over its lots', async () => {
    await received(co, [
      { item: 'milk', qty: '3', price: '1', lot: 'B', expires: '2026-06-01' },
      { item: 'milk', qty: '3', price: '2', lot: 'A', expires: '2026-05-01' },
    ]);
    const delivery = await deliver([{ item: co.ids.milk, qty: '4', price: '5' }]);
    expect(await lineOf(co, delivery.id)).toMatchObject({ lotsTaken: 'A×3、B×1', cost: '5.31' }); // pool 6 pieces worth 7.96
    expect(await co.rows(`select l.no, s.qty, s.cost from books.stock_line s join books.lot l on l.id = s.lot_id where s.doc_id = $1 order by l.no`, [delivery.id])).toEqual([
      { no: 'A', qty: -3_000_000n, cost: -398n },
      { no: 'B', qty: -1_000_000n, cost: -133n },
    ]);
    const rest = await deliver([{ item: co.ids.milk, qty: '2', price: '5', lot: 'B' }]);
    expect(await lineOf(co, rest.id)).toMatchObject({ lotsTaken: 'B×2', cost: '2.65' });
    expect(await poolOf(co, 'milk')).toEqual({ qty: 0, value: '0.00' });
  });

  test('goes beyond the limit with a note when the company only wants to be warned', async () => {
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"creditControl": "warn"}' where id = $1`, [co.ids.org]));
    const delivery = await deliver([{ item: co.ids.water, qty: '1', price: '6000' }]);
    const noted = await co.house.db.owner((tx) => tx.query<{ payload: Record<string, string> }>(`select payload from bus.outbox where name = 'credit-exceeded/1'`));
    expect(noted[0]?.payload).toMatchObject({ id: delivery.id, limit: '5000.00', total: '6000.00' });
  });
});

const VOUCHERS = [
  ['ASSBE', 'small', ['借 112201 113.00', '贷 5001 100.00', '贷 222101 13.00', '借 5401 11.30', '贷 1405 11.30']],
  ['ASBE', 'general', ['借 112201 113.00', '贷 6001 100.00', '贷 222106 13.00', '借 6401 10.00', '贷 1405 10.00']],
] as const;

describe.each(VOUCHERS)('销售出库单 under %s, %s taxpayer', (standard, vat, voucher) => {
  test('uses the accounts of its standard', async () => {
    const co = await smallCompany(await memoryHouse(), { standard, vat });
    await received(co, [{ item: 'water', qty: '10', price: '1.13' }]);
    const delivery = await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10', price: '11.3' }] },
    });
    expect(await voucherOf(co, delivery.id)).toEqual(voucher);
    await co.house.close();
  });
});
