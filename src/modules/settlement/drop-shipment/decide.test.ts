import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consignedIn, describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { dropShipment } from './document.ts';

describeDocument(dropShipment, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-05',
    head: { customer: co.ids.customer, supplier: co.ids.supplier, number: '26320000000000000031', invoiceDay: '2026-03-05' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '36.5', buyPrice: '24.33' },
      { item: co.ids.oil, qty: '3', price: '69.9', buyPrice: '55.55', buyTaxRate: '0.09' },
    ],
  }),
});

describe('直运单', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co.house.close());
  const order = (reserve: string) =>
    co.must({
      type: 'sales-order',
      command: 'approve',
      body: { day: '2026-03-04', head: { customer: co.ids.customer, warehouse: co.ids.main, reserve }, lines: [{ item: co.ids.box, qty: '4', price: '22.6' }] },
    });
  const ship = (line: Record<string, unknown>, head: Record<string, unknown> = {}) =>
    co.do({
      type: 'drop-shipment',
      command: 'approve',
      body: { day: '2026-03-05', head: { customer: co.ids.customer, supplier: co.ids.supplier, ...head }, lines: [{ item: co.ids.box, qty: '4', buyPrice: '11.3', ...line }] },
    });

  test('books the sale and the purchase at once, leaves stock and its cost alone, and is billed like a delivery', async () => {
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '10', price: '16.95' }] },
    });
    const wanted = await order('false');
    const shipped = await ship({ price: '22.6', source: { doc: wanted.id, line: 1 } });
    expect(shipped.ok).toBe(true);
    expect([await co.balance('112201'), await co.balance('5001'), await co.balance('222106')]).toEqual(['90.40', '-80.00', '-10.40']);
    expect([await co.balance('5401'), await co.balance('22210101'), await co.balance('220201')]).toEqual(['40.00', '5.20', '-45.20']);
    expect(await co.rows(`select qty, value from books.item_value`)).toEqual([{ qty: 10_000_000n, value: 15_000n }]);
    expect(await co.rows(`select qty from books.progress where doc_id = $1 and kind = 'delivered'`, [wanted.id])).toEqual([{ qty: 4_000_000n }]);
    await co.must({
      type: 'sales-invoice',
      command: 'approve',
      body: {
        day: '2026-03-06',
        head: { customer: co.ids.customer, number: '26320000000000000032' },
        lines: [{ item: co.ids.box, qty: '4', source: { doc: shipped.ok ? shipped.reply.id : '', line: 1 } }],
      },
    });
    expect([await co.balance('222106'), await co.balance('22210107')]).toEqual(['0.00', '-10.40']);
  });

  type Row = readonly [title: string, attempt: () => Promise<unknown>, refusal: Record<string, unknown>];
  const rows: readonly Row[] = [
    ['without a price for the customer', () => ship({}), { refused: 'price-missing' }],
    ['beyond the credit limit', () => ship({ price: '6000' }), { refused: 'credit-exceeded' }],
    ['with an invoice number of the wrong shape', () => ship({ price: '1' }, { number: '1' }), { refused: 'invoice-number-shape' }],
    [
      'while the order holds goods of a warehouse',
      async () => ship({ price: '22.6', source: { doc: (await order('true')).id, line: 1 } }),
      { refused: 'order-holds-stock', path: 'lines[0].source', with: { order: 'XSDD-202603-0002' } },
    ],
    ['for goods of a consignor', async () => ship({ price: '1', item: (await consignedIn(co)).tea }), { refused: 'consigned-not-bought' }],
  ];
  test.each(rows)('is refused %s', async (_, attempt, refusal) => expect(await attempt()).toMatchObject({ ok: false, refusal }));
  test('a small supplier bills at its own rate; without a 专票 the tax is part of the cost', async () => {
    const [small] = await saveAll(co.house, co.caller, 'supplier', [{ name: '小规模厂', data: { taxRate: '0.01' } }]);
    const tax = async (bill: string) => {
      const done = await co.must({
        type: 'drop-shipment',
        command: 'approve',
        body: { day: '2026-03-07', head: { customer: co.ids.customer, supplier: small?.id, bill }, lines: [{ item: co.ids.box, qty: '1', price: '20', buyPrice: '10.1' }] },
      });
      return co.rows(`select data->>'cost' as cost, data->>'inputTax' as tax from books.document_line where doc_id = $1`, [done.id]);
    };
    expect(await tax('special')).toEqual([{ cost: '10.00', tax: '0.10' }]);
    expect(await tax('none')).toEqual([{ cost: '10.10', tax: '0.00' }]);
  });
});
