import { describeCurrency, describeDocument, memoryHouse, smallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';
import { salesQuote } from './document.ts';

describeDocument(salesQuote, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-05',
    head: { customer: co.ids.customer, validUntil: '2026-03-31', contact: '李经理' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '36' },
      { item: co.ids.oil, qty: '2.5', price: '65.5' },
    ],
  }),
});

describe('报价单 is refused', () => {
  const company = memoryHouse().then((house) => smallCompany(house));
  afterAll(async () => (await company).house.close());
  test.each([
    ['when its validity ended before it began', { validUntil: '2026-03-04' }, { price: '1' }, 'valid-until-passed', 'head.validUntil'],
    ['without a day until which it holds', { validUntil: null }, { price: '1' }, 'bad-field', 'head.validUntil'],
    ['without a price', {}, {}, 'price-missing', 'lines[0].price'],
  ])('%s', async (_, head, line, refused, path) => {
    const co = await company;
    const body = { day: '2026-03-05', head: { customer: co.ids.customer, validUntil: '2026-03-31', ...head }, lines: [{ item: co.ids.water, qty: '1', ...line }] };
    expect(await co.do({ type: 'sales-quote', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused, path } });
  });
});

describeCurrency(salesQuote, { head: (co) => ({ customer: co.ids.customer, validUntil: '2026-03-31' }), refuses: ['rate-missing'] });
