import { saveAll } from '#app/founding';
import { describeCurrency, describeDocument, memoryHouse, smallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';
import { received } from '../testing/shop.ts';
import { salesOrder } from './document.ts';

describeDocument(salesOrder, {
  folder: import.meta.dirname,
  prepare: (co) =>
    received(co, [
      { item: 'water', unit: '箱', qty: '100', price: '24' },
      { item: 'milk', unit: '提', qty: '50', price: '30', lot: 'M0301', made: '2026-03-01' },
    ]),
  body: (co) => ({
    day: '2026-03-05',
    head: { customer: co.ids.customer, warehouse: co.ids.main, promised: '2026-03-12' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '36' },
      { item: co.ids.milk, unit: '提', qty: '3', price: '45.5', promised: '2026-03-15' },
    ],
  }),
});

const setUp = async () => {
  const co = await smallCompany(await memoryHouse());
  await received(co, [
    { item: 'water', qty: '10', price: '1' },
    { item: 'milk', qty: '5', price: '3', lot: 'OLD', made: '2025-08-01', expires: '2026-03-09' },
    { item: 'milk', qty: '2', price: '3', lot: 'NEW', made: '2026-03-01' },
  ]);
  const [disabled] = await saveAll(co.house, co.caller, 'customer', [{ name: '已停业的店', active: false, data: {} }]);
  const quote = await co.must({
    type: 'sales-quote',
    command: 'approve',
    body: { day: '2026-03-01', head: { customer: co.ids.customer, validUntil: '2026-03-08' }, lines: [{ item: co.ids.water, qty: '5', price: '2' }] },
  });
  return { co, disabled: disabled?.id ?? '', quote: quote.id };
};

describe('销售订单 is refused', () => {
  const company = setUp();
  afterAll(async () => (await company).co.house.close());
  type Given = Awaited<ReturnType<typeof setUp>>;
  type Row = readonly [title: string, head: (g: Given) => Record<string, unknown>, line: (g: Given) => Record<string, unknown>, refused: string, path: string];
  const rows: readonly Row[] = [
    ['for a disabled customer', (g) => ({ customer: g.disabled }), () => ({ price: '1' }), 'record-disabled', 'head.customer'],
    ['without a price', () => ({}), () => ({}), 'price-missing', 'lines[0].price'],
    ['for nothing but gifts', () => ({}), () => ({ price: '0' }), 'gift-not-sale', 'lines[0].price'],
    ['beyond the credit limit', () => ({}), () => ({ price: '5000.01' }), 'credit-exceeded', 'head.customer'],
    ['for more than is free to promise', () => ({}), () => ({ qty: '11', price: '1' }), 'not-enough-stock', 'lines[0].qty'],
    ['when only expired goods are left', () => ({}), (g) => ({ item: g.co.ids.milk, qty: '3', price: '1' }), 'not-enough-stock', 'lines[0].qty'],
    ['on a quote that is no longer valid', () => ({}), (g) => ({ price: '2', source: { doc: g.quote, line: 1 } }), 'quote-expired', 'lines[0].source'],
  ];
  test.each(rows)('%s', async (_, head, line, refused, path) => {
    const given = await company;
    const { co } = given;
    co.house.today('2026-03-10');
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, ...head(given) }, lines: [{ item: co.ids.water, qty: '1', ...line(given) }] };
    expect(await co.do({ type: 'sales-order', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused, path } });
  });

  test('and the credit refusal shows limit, debt, this order and the excess', async () => {
    const { co } = await company;
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1', price: '5000.01' }] };
    expect(await co.do({ type: 'sales-order', command: 'approve', body })).toMatchObject({
      refusal: { with: { customer: '城东便利店', limit: '5000.00', owes: '0.00', total: '5000.01', excess: '0.01' } },
    });
  });

  test('of what is frozen: lot-frozen says why there is nothing to promise', async () => {
    const co = await smallCompany(await memoryHouse());
    await received(co, [{ item: 'milk', qty: '10', price: '3', lot: 'F1', made: '2026-03-01' }]);
    await co.must({ type: 'lot-freeze', command: 'approve', body: { day: '2026-03-05', head: { kind: 'quality', reason: '胀包' }, lines: [{ item: co.ids.milk, lot: 'F1' }] } });
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: true }, lines: [{ item: co.ids.milk, qty: '1', price: '5' }] };
    expect(await co.do({ type: 'sales-order', command: 'approve', body })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', more: [expect.objectContaining({ refused: 'lot-frozen', with: expect.objectContaining({ lot: 'F1', reason: '胀包' }) })] },
    });
    await co.house.close();
  });

  test('two lines of one item are checked together', async () => {
    const { co } = await company;
    const line = { item: co.ids.water, qty: '6', price: '1' };
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [line, line] };
    expect(await co.do({ type: 'sales-order', command: 'approve', body })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', with: { available: '10', needed: '12', short: '2' } },
    });
  });
});

describeCurrency(salesOrder, {
  head: (co) => ({ customer: co.ids.customer, warehouse: co.ids.main }),
  source: async (co) =>
    (
      await co.must({
        type: 'sales-quote',
        command: 'approve',
        body: { day: '2026-03-04', head: { customer: co.ids.customer, warehouse: co.ids.main, validUntil: '2026-03-31' }, lines: [{ item: co.ids.box, qty: '1', price: '2' }] },
      })
    ).id,
  refuses: ['rate-missing', 'source-other-currency'],
});
