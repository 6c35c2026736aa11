import { saveAll } from '#app/founding';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('报价单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('takes the customer’s price before everybody’s, and books nothing', async () => {
    await saveAll(co.house, co.caller, 'price', [
      { name: '水 通用', data: { kind: 'sale', item: co.ids.water, price: '1.8' } },
      { name: '水 城东', data: { kind: 'sale', item: co.ids.water, party: co.ids.customer, price: '1.5' } },
      { name: '油 通用', data: { kind: 'sale', item: co.ids.oil, price: '66' } },
    ]);
    const quote = await co.must({
      type: 'sales-quote',
      command: 'approve',
      body: {
        day: '2026-03-10',
        head: { customer: co.ids.customer, validUntil: '2026-03-31' },
        lines: [
          { item: co.ids.water, unit: '箱', qty: '2' },
          { item: co.ids.oil, qty: '1' },
        ],
      },
    });
    expect(quote).toMatchObject({ number: 'XSBJ-202603-0001', state: 'posted' });
    expect(await co.rows(`select data->>'price' as price, data->>'net' as net, data->>'tax' as tax from books.document_line order by line_no`)).toEqual([
      { price: '36.00', net: '63.72', tax: '8.28' },
      { price: '66.00', net: '60.55', tax: '5.45' },
    ]);
    expect(await co.rows(`select (select count(*) from books.voucher)::int as vouchers, (select count(*) from books.reservation)::int as promises`)).toEqual([
      { vouchers: 0, promises: 0 },
    ]);
    await co.must({ type: 'sales-quote', command: 'close', id: quote.id });
    const late = {
      type: 'sales-order',
      command: 'approve',
      body: {
        day: '2026-03-10',
        head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: false },
        lines: [{ item: co.ids.water, unit: '箱', qty: '1', source: { doc: quote.id, line: 1 } }],
      },
    } as const;
    expect(await co.do(late)).toMatchObject({ ok: false, refusal: { refused: 'source-missing' } });
  });
});
