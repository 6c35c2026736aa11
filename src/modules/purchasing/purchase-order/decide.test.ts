import { describe, expect, test } from 'vitest';
import { consignedGoods, describeDocument, memoryHouse, smallCompany } from '#testing';
import { purchaseOrder } from './document.ts';

describeDocument(purchaseOrder, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, warehouse: co.ids.main, wanted: '2026-03-08' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '24.5' },
      { item: co.ids.oil, qty: '5', price: '60' },
    ],
  }),
});

describe('采购订单 is refused', () => {
  test.each([
    ['to nobody', { head: {} }, 'bad-field'],
    ['to a customer', { head: { supplier: 'customer' } }, 'unknown-record'],
    ['without a price', { lines: [{ item: 'water', qty: '1' }] }, 'price-missing'],
  ])('%s', async (_, change: { head?: { supplier?: string }; lines?: { item: string; qty: string }[] }, refused) => {
    const co = await company;
    const head = change.head ? (change.head.supplier ? { supplier: co.ids[change.head.supplier] } : {}) : { supplier: co.ids.supplier };
    const lines = (change.lines ?? [{ item: 'water', qty: '1', price: '1' }]).map((l) => ({ ...l, item: co.ids[l.item] }));
    const outcome = await co.do({ type: 'purchase-order', command: 'approve', body: { day: '2026-03-05', head, lines } });
    expect(outcome).toMatchObject({ ok: false, refusal: { refused } });
  });
  test('for goods of a consignor', async () => {
    const co = await company;
    const { tea } = await consignedGoods(co);
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: tea, qty: '1', price: '1' }] };
    expect(await co.do({ type: 'purchase-order', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'consigned-not-bought' } });
  });
  const company = memoryHouse().then((house) => smallCompany(house));
});
