import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lineOf, received, stockOf, voucherOf } from '../testing/shop.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('零售单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
    co.house.today('2026-03-10');
    await received(
      co,
      [
        { item: 'water', qty: '100', price: '1.13' },
        { item: 'oil', qty: '10', price: '54.5' },
      ],
      'shop',
    );
  });
  afterAll(() => co?.house.close());
  const sell = (head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    co.must({ type: 'retail-sale', command: 'approve', body: { day: '2026-03-10', head: { warehouse: co.ids.shop, ...head }, lines } });

  test('sells at the shelf price, into several wallets, with tax owed at once and no receivable', async () => {
    const sale = await sell(
      {
        payments: [
          { wallet: co.ids.cash, amount: '17.9' },
          { wallet: co.ids.bank, amount: '100' },
        ],
      },
      [
        { item: co.ids.water, unit: '箱', qty: '1' },
        { item: co.ids.oil, qty: '1' },
      ],
    );
    expect(sale).toMatchObject({ number: 'LSD-202603-0001' });
    expect(await voucherOf(co, sale.id)).toEqual(['借 1001 17.90', '借 1002 100.00', '贷 5001 106.61', '贷 22210107 11.29', '借 5401 74.00', '贷 1405 74.00']);
    expect(await lineOf(co, sale.id)).toMatchObject({ price: '48.00', cost: '24.00' });
    expect(await stockOf(co, 'water', 'shop')).toEqual({ onHand: 76, onHold: 0, allocated: 0 });
    expect(await co.rows(`select title, party_id, total from books.document where id = $1`, [sale.id])).toEqual([{ title: '散客', party_id: null, total: 11790n }]);
    expect(await co.rows(`select wallet_id from books.voucher_line where debit > 0 and wallet_id is not null order by line_no`)).toEqual([
      { wallet_id: co.ids.cash },
      { wallet_id: co.ids.bank },
    ]);
    expect(await co.rows(`select 1 from books.open_item`)).toEqual([]);
    await co.must({ type: 'retail-sale', command: 'reverse', id: sale.id, body: { reason: '收错款' } });
    expect(await co.balance('1001')).toBe('0.00');
    expect(await stockOf(co, 'water', 'shop')).toEqual({ onHand: 100, onHold: 0, allocated: 0 });
  });

  test('gives a known customer the price of the price book', async () => {
    await saveAll(co.house, co.caller, 'price', [{ name: '油 城东', data: { kind: 'sale', item: co.ids.oil, party: co.ids.customer, price: '60' } }]);
    const sale = await sell({ customer: co.ids.customer, wallet: co.ids.cash }, [
      { item: co.ids.oil, qty: '1' },
      { item: co.ids.water, qty: '1' },
    ]);
    expect([(await lineOf(co, sale.id, 1))['price'], (await lineOf(co, sale.id, 2))['price']]).toEqual(['60.00', '2.00']);
  });
});
