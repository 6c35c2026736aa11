import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { describe, expect, test } from 'vitest';
import { salesInvoice } from './document.ts';

const NUMBER = '26322000009876543210';
const stock = (co: SmallCompany) =>
  co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty: '100', price: '20' }] },
  });
const deliver = async (co: SmallCompany, qty = '10', price = '30'): Promise<string> =>
  (
    await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, unit: '箱', qty, price }] },
    })
  ).id;

describeDocument(salesInvoice, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await stock(co);
    return { delivery: await deliver(co) };
  },
  body: (co, { delivery }) => ({
    day: '2026-03-05',
    head: { customer: co.ids.customer, number: NUMBER },
    lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '30', source: { doc: delivery, line: 1 } }],
  }),
});

describe('销售发票 is refused', () => {
  const company = memoryHouse().then(async (house) => {
    const co = await smallCompany(house);
    await stock(co);
    return { co, delivery: await deliver(co) };
  });
  test.each([
    ['to a customer that does not exist', 'unknown-record', () => '00000000-0000-0000-0000-000000000009', {}],
    ['to a customer out of use', 'record-disabled', (gone: string) => gone, { source: null }],
    ['in another unit than delivered, without a price', 'price-missing', (_: string, here: string) => here, { unit: '瓶', price: null }],
  ])('%s', async (_, refused, who, line) => {
    const { co, delivery } = await company;
    const { saveAll } = await import('#app/founding');
    const [gone] = await saveAll(co.house, co.caller, 'customer', [{ name: '停用客户', active: false, data: {} }]);
    const body = {
      day: '2026-03-05',
      head: { customer: who(gone?.id ?? '', co.ids.customer), number: NUMBER },
      lines: [{ item: co.ids.water, unit: '箱', qty: '1', price: '30', source: { doc: delivery, line: 1 }, ...line }],
    };
    expect(await co.do({ type: 'sales-invoice', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
  test.each([
    ['without a number', { number: null }, {}, 'invoice-number-needed'],
    ['with a number of another shape', { number: '123' }, {}, 'invoice-number-shape'],
    ['without a delivery', {}, { source: null }, 'delivery-needed'],
    ['with a tax that the rate does not give', {}, { faceTax: '34.00' }, 'tax-off'],
    ['beyond what was delivered', {}, { amount: '300.01' }, 'source-exceeded'],
  ])('%s', async (_, head, line, refused) => {
    const { co, delivery } = await company;
    const body = {
      day: '2026-03-05',
      head: { customer: co.ids.customer, number: NUMBER, ...head },
      lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '30', source: { doc: delivery, line: 1 }, ...line }],
    };
    expect(await co.do({ type: 'sales-invoice', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
});
