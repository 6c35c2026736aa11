import { saveAll } from '#app/founding';
import { describeCurrency, describeDocument, describePieces, memoryHouse, smallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';
import { received } from '../testing/shop.ts';
import { salesDelivery } from './document.ts';

describeDocument(salesDelivery, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await received(co, [
      { item: 'water', unit: '箱', qty: '1000', price: '24.33' },
      { item: 'milk', unit: '提', qty: '10', price: '30', lot: 'M0301', made: '2026-03-01' },
      { item: 'milk', qty: '77', price: '2.71', lot: 'M0215', made: '2026-02-15' },
    ]);
    const order = await co.must({
      type: 'sales-order',
      command: 'approve',
      body: {
        day: '2026-03-02',
        head: { customer: co.ids.customer, warehouse: co.ids.main },
        lines: [{ item: co.ids.milk, unit: '提', qty: '100', price: '45' }].map((l) => ({ ...l, qty: '8' })),
      },
    });
    return { order: order.id };
  },
  body: (co, { order }) => ({
    day: '2026-03-05',
    head: { customer: co.ids.customer, warehouse: co.ids.main, waybill: 'SF1' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '36.5' },
      { item: co.ids.milk, unit: '提', qty: '7', price: '45', source: { doc: order, line: 1 } },
      { item: co.ids.milk, unit: '提', qty: '1', price: '45', lot: 'M0301', source: { doc: order, line: 1 } },
    ],
  }),
});

/** 牛奶 OLD is expired on 03-10, NEAR has 20 days left, FRESH 171; 便利店 wants 60 days. */
const setUp = async () => {
  const co = await smallCompany(await memoryHouse());
  co.house.today('2026-03-10');
  await received(co, [
    { item: 'water', qty: '10', price: '1' },
    { item: 'milk', qty: '5', price: '3', lot: 'OLD', expires: '2026-03-09' },
    { item: 'milk', qty: '4', price: '3', lot: 'NEAR', expires: '2026-03-30' },
    { item: 'milk', qty: '2', price: '3', lot: 'FRESH', made: '2026-03-01' },
  ]);
  await received(co, [{ item: 'water', qty: '10', price: '1' }], 'shop');
  const [bin, elsewhere] = await saveAll(co.house, co.caller, 'bin', [
    { name: 'A-01', data: { warehouse: co.ids.main } },
    { name: 'B-01', data: { warehouse: co.ids.shop } },
  ]);
  await received(co, [{ item: 'water', qty: '2', price: '1', bin: bin?.id ?? '' }]);
  const [picky] = await saveAll(co.house, co.caller, 'customer', [{ name: '精品超市', data: { minShelfDays: 60 } }]);
  const order = await co.must({
    type: 'sales-order',
    command: 'approve',
    body: { day: '2026-03-09', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '4', price: '2' }] },
  });
  return { co, picky: picky?.id ?? '', order: order.id, bin: bin?.id ?? '', elsewhere: elsewhere?.id ?? '' };
};

describePieces(salesDelivery, {
  head: ({ co }) => ({ customer: co.ids.customer, warehouse: co.ids.main }),
  line: () => ({ price: '9' }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('销售出库单 is refused', () => {
  const company = setUp();
  afterAll(async () => (await company).co.house.close());
  type Given = Awaited<ReturnType<typeof setUp>>;
  type Row = readonly [title: string, head: (g: Given) => Record<string, unknown>, line: (g: Given) => Record<string, unknown>, refusal: Record<string, unknown>];
  const rows: readonly Row[] = [
    ['without a price', () => ({}), () => ({}), { refused: 'price-missing' }],
    ['for nothing but gifts', () => ({}), () => ({ price: '0' }), { refused: 'gift-not-sale', path: 'lines[0].price' }],
    ['beyond the credit limit', () => ({}), () => ({ price: '6000' }), { refused: 'credit-exceeded', with: { orders: '8.00', excess: '1008.00' } }],
    [
      'from a bin of another warehouse',
      () => ({}),
      (g) => ({ price: '1', bin: g.elsewhere }),
      { refused: 'bin-not-here', path: 'lines[0].bin', with: { bin: 'B-01', warehouse: '总仓' } },
    ],
    [
      'for more than the bin holds',
      () => ({}),
      (g) => ({ qty: '3', price: '1', bin: g.bin }),
      { refused: 'bin-short', path: 'lines[0].bin', with: { bin: 'A-01', available: '2', short: '1' } },
    ],
    ['for more than others have left', () => ({}), () => ({ qty: '9', price: '1' }), { refused: 'not-enough-stock', with: { available: '8', short: '1' } }],
    ['for more than the order has left', () => ({}), (g) => ({ qty: '5', price: '1', source: { doc: g.order, line: 1 } }), { refused: 'source-exceeded', with: { left: '4' } }],
    [
      'from another warehouse than the order reserved in',
      (g) => ({ warehouse: g.co.ids.shop }),
      (g) => ({ price: '1', source: { doc: g.order, line: 1 } }),
      { refused: 'reserved-elsewhere', with: { here: '一号店' } },
    ],
    [
      'with an expired lot',
      () => ({}),
      (g) => ({ item: g.co.ids.milk, price: '1', lot: 'OLD' }),
      { refused: 'lot-expired', path: 'lines[0].lot', with: { expires: '2026-03-09', others: 'NEAR（2026-03-30）、FRESH（2026-08-28）' } },
    ],
    ['with a lot that is not there', () => ({}), (g) => ({ item: g.co.ids.milk, price: '1', lot: 'NONE' }), { refused: 'lot-not-there' }],
    [
      'with a lot too near its expiry for this customer',
      (g) => ({ customer: g.picky }),
      (g) => ({ item: g.co.ids.milk, price: '1', lot: 'NEAR' }),
      { refused: 'lot-too-near-expiry', path: 'lines[0].lot', with: { left: '20', days: '60', customer: '精品超市', others: 'FRESH（2026-08-28）' } },
    ],
    [
      'when not enough is fresh enough for this customer',
      (g) => ({ customer: g.picky }),
      (g) => ({ item: g.co.ids.milk, price: '1', qty: '3' }),
      { refused: 'not-enough-fresh', path: 'lines[0].qty', with: { available: '2', needed: '3', short: '1', others: 'FRESH（2026-08-28）' } },
    ],
    [
      'when only expired goods are left',
      () => ({}),
      (g) => ({ item: g.co.ids.milk, price: '1', qty: '7' }),
      { refused: 'not-enough-stock', with: { available: '6', short: '1', unit: '盒', expired: '；另有 5 盒已过期，不能发出，请报损或退货' } },
    ],
  ];
  test.each(rows)('%s', async (_, head, line, refusal) => {
    const given = await company;
    const { co } = given;
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main, ...head(given) }, lines: [{ item: co.ids.water, qty: '1', ...line(given) }] };
    expect(await co.do({ type: 'sales-delivery', command: 'approve', body })).toMatchObject({ ok: false, refusal });
  });

  test('the company’s own shelf-life rule counts for every customer', async () => {
    const { co } = await company;
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"minShelfDays": 30}' where id = $1`, [co.ids.org]));
    const body = { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.milk, qty: '1', price: '1', lot: 'NEAR' }] };
    expect(await co.do({ type: 'sales-delivery', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'lot-too-near-expiry', with: { days: '30' } } });
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings - 'minShelfDays' where id = $1`, [co.ids.org]));
  });

  test('taking it back is refused while its order is closed', async () => {
    const { co, order } = await company;
    const delivery = await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: {
        day: '2026-03-10',
        head: { customer: co.ids.customer, warehouse: co.ids.main },
        lines: [{ item: co.ids.water, qty: '1', price: '2', source: { doc: order, line: 1 } }],
      },
    });
    await co.must({ type: 'sales-order', command: 'close', id: order });
    const back = { type: 'sales-delivery', command: 'reverse', id: delivery.id, body: { reason: '发错货' } } as const;
    expect(await co.do(back)).toMatchObject({ ok: false, refusal: { refused: 'order-closed', with: { order: 'XSDD-202603-0001' } } });
    await co.must({ type: 'sales-order', command: 'reopen', id: order });
    await co.must(back);
  });
});

describeCurrency(salesDelivery, {
  head: (co) => ({ customer: co.ids.customer, warehouse: co.ids.main }),
  source: async (co) =>
    (
      await co.must({
        type: 'sales-order',
        command: 'approve',
        body: { day: '2026-03-04', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', price: '2' }] },
      })
    ).id,
  refuses: ['rate-missing', 'source-other-currency'],
});
