import { describeDocument, describePieces, memoryHouse, smallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';
import { received } from '../testing/shop.ts';
import { retailSale } from './document.ts';

describeDocument(retailSale, {
  folder: import.meta.dirname,
  prepare: (co) =>
    received(
      co,
      [
        { item: 'water', unit: '箱', qty: '100', price: '24.1' },
        { item: 'oil', qty: '50', price: '51.3' },
        { item: 'milk', qty: '60', price: '2.71', lot: 'M0215', made: '2026-02-15' },
      ],
      'shop',
    ),
  body: (co) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.shop, wallet: co.ids.cash, cashier: '小刘' },
    lines: [
      { item: co.ids.water, qty: '30' },
      { item: co.ids.oil, qty: '2', price: '65.9' },
      { item: co.ids.milk, unit: '提', qty: '4', price: '45' },
    ],
  }),
});

describePieces(retailSale, {
  head: ({ co }) => ({ warehouse: co.ids.main, wallet: co.ids.cash }),
  line: () => ({ price: '9' }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('零售单 is refused', () => {
  const company = memoryHouse()
    .then((house) => smallCompany(house))
    .then(async (co) => {
      co.house.today('2026-03-10');
      await received(
        co,
        [
          { item: 'water', qty: '10', price: '1' },
          { item: 'milk', qty: '5', price: '3', lot: 'OLD', expires: '2026-03-09' },
          { item: 'milk', qty: '4', price: '3', lot: 'NEAR', expires: '2026-03-20' },
        ],
        'shop',
      );
      return co;
    });
  afterAll(async () => (await company).house.close());
  type Co = Awaited<typeof company>;
  type Row = readonly [title: string, head: (co: Co) => Record<string, unknown>, line: (co: Co) => Record<string, unknown>, refusal: Record<string, unknown>];
  const rows: readonly Row[] = [
    ['when no wallet took the money', () => ({ wallet: null }), () => ({}), { refused: 'wallet-needed', path: 'head.wallet' }],
    [
      'when the payments do not add up',
      (co) => ({
        payments: [
          { wallet: co.ids.cash, amount: '1' },
          { wallet: co.ids.bank, amount: '0.5' },
        ],
      }),
      () => ({}),
      { refused: 'payments-differ', path: 'head.payments', with: { paid: '1.50', gross: '2.00', difference: '0.50' } },
    ],
    ['when a payment went into no wallet', (co) => ({ payments: [{ wallet: co.ids.water, amount: '2' }] }), () => ({}), { refused: 'unknown-record' }],
    ['for nothing but gifts', () => ({}), () => ({ price: '0' }), { refused: 'gift-not-sale', path: 'lines[0].price' }],
    ['without any price', () => ({}), (co) => ({ item: co.ids.milk }), { refused: 'price-missing' }],
    ['for more than the shop has', () => ({}), () => ({ qty: '11' }), { refused: 'not-enough-stock', with: { warehouse: '一号店', available: '10' } }],
    ['with an expired lot', () => ({}), (co) => ({ item: co.ids.milk, price: '1', lot: 'OLD' }), { refused: 'lot-expired' }],
    ['with a lot the shop does not have', () => ({}), (co) => ({ item: co.ids.milk, price: '1', lot: 'NONE' }), { refused: 'lot-not-there' }],
    ['when the quantity is negative: returns have their own document', () => ({}), () => ({ qty: '-1' }), { refused: 'bad-field', path: 'lines[0].qty' }],
  ];
  test.each(rows)('%s', async (_, head, line, refusal) => {
    const co = await company;
    const body = { day: '2026-03-10', head: { warehouse: co.ids.shop, wallet: co.ids.cash, ...head(co) }, lines: [{ item: co.ids.water, qty: '1', ...line(co) }] };
    expect(await co.do({ type: 'retail-sale', command: 'approve', body })).toMatchObject({ ok: false, refusal });
  });
  // 'lot-too-near-expiry' and 'not-enough-fresh' belong to deliveries: a shop may sell what is about to expire.
  test('not even when the company’s deliveries must be fresher: shops sell what is near its date', async () => {
    const co = await company;
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"minShelfDays": 30}' where id = $1`, [co.ids.org]));
    const body = { day: '2026-03-10', head: { warehouse: co.ids.shop, wallet: co.ids.cash }, lines: [{ item: co.ids.milk, price: '1', lot: 'NEAR', qty: '1' }] };
    expect(await co.do({ type: 'retail-sale', command: 'approve', body })).toMatchObject({ ok: true });
    await co.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings - 'minShelfDays' where id = $1`, [co.ids.org]));
  });
});
