import { describe, expect, test } from 'vitest';
import { consignedGoods, describeDocument, describePieces } from '#testing';
import { memoryHouse, smallCompany } from '#testing';
import { goodsReceipt } from './document.ts';

describeDocument(goodsReceipt, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, warehouse: co.ids.main, deliveryNote: 'SH-1' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', price: '24.5' },
      { item: co.ids.milk, unit: '提', qty: '5', price: '30', lot: 'M0301', made: '2026-03-01' },
    ],
  }),
});

describePieces(goodsReceipt, {
  head: ({ co }) => ({ supplier: co.ids.supplier, warehouse: co.ids.main }),
  line: () => ({ price: '900' }),
  refuses: ['serials-needed', 'serial-in-stock', 'bin-not-here', 'serials-not-tracked'],
});

describe('采购入库单 is refused', () => {
  test.each([
    ['with a lot missing', { item: 'milk', qty: '1', price: '1' }, 'lot-needed', 'lines[0].lot'],
    ['without the dates of a new lot', { item: 'milk', qty: '1', price: '1', lot: 'X' }, 'expiry-needed', 'lines[0].expires'],
    ['without any price', { item: 'water', qty: '1' }, 'price-missing', 'lines[0].price'],
    ['in a unit the item does not have', { item: 'water', qty: '1', unit: '吨', price: '1' }, 'unit-unknown', 'lines[0].unit'],
    ['with nothing received', { item: 'water', qty: '0', price: '1' }, 'bad-field', 'lines[0].qty'],
    ['with a quantity that is no number', { item: 'water', qty: 'abc', price: '1' }, 'bad-field', 'lines[0].qty'],
    [
      'with a source that does not exist',
      { item: 'water', qty: '1', price: '1', source: { doc: '00000000-0000-0000-0000-000000000001', line: 1 } },
      'source-missing',
      'lines[0].source',
    ],
  ])('%s', async (_, line, refused, path) => {
    const co = await company;
    const outcome = await co.do({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ ...line, item: co.ids[line.item] }] },
    });
    expect(outcome).toMatchObject({ ok: false, refusal: { refused, path } });
  });
  test.each([
    ['on a day that does not exist', { day: '2026-02-30' }, 'bad-field'],
    ['in a period that is not set up', { day: '2020-01-05' }, 'period-unknown'],
    ['without lines', { lines: [] }, 'no-lines'],
  ])('%s', async (_, change, refused) => {
    const co = await company;
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1', price: '1' }], ...change };
    expect(await co.do({ type: 'goods-receipt', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
  test('for goods of a consignor, which nobody buys', async () => {
    const co = await company;
    const { tea } = await consignedGoods(co);
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: tea, qty: '1', price: '1' }] };
    expect(await co.do({ type: 'goods-receipt', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'consigned-not-bought', path: 'lines[0].item' } });
  });
  const company = memoryHouse().then((house) => smallCompany(house));
});
