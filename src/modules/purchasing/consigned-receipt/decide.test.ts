import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsignedGoods, consignedGoods, consignedIn, describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignedReceipt } from './document.ts';

describeDocument(consignedReceipt, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ ...(await consignedGoods(co)) }),
  body: (co, { consignor, scarf, tea }) => ({
    day: '2026-03-02',
    head: { supplier: consignor, warehouse: co.ids.main, deliveryNote: 'SX-1' },
    lines: [
      { item: scarf, qty: '10', price: '226' },
      { item: tea, qty: '7', price: '33.33' },
    ],
  }),
});

describePieces(consignedReceipt, {
  head: ({ co }) => ({ supplier: co.ids.supplier, warehouse: co.ids.main }),
  line: () => ({ price: '9' }),
  refuses: ['serials-needed', 'serial-in-stock', 'bin-not-here', 'serials-not-tracked'],
});

describe('受托代销入库单', () => {
  let co: SmallCompany;
  let goods: ConsignedGoods;
  const receive = (lines: readonly Record<string, unknown>[], supplier = goods.consignor) =>
    co.do({ type: 'consigned-receipt', command: 'approve', body: { day: '2026-03-02', head: { supplier, warehouse: co.ids.main }, lines } });
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    goods = await consignedGoods(co);
  });
  afterAll(() => co.house.close());

  test('is refused for our own goods, and for those of another consignor', async () => {
    expect(await receive([{ item: co.ids.water, qty: '1', price: '1' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'not-of-consignor', path: 'lines[0].item', with: { line: '1', item: '农夫山泉 550ml', supplier: '苏绣合作社' } },
    });
    expect(await receive([{ item: goods.tea, qty: '1', price: '1' }], co.ids.supplier)).toMatchObject({ ok: false, refusal: { refused: 'not-of-consignor' } });
  });
  test('is refused without a price agreed', async () => expect(await receive([{ item: goods.tea, qty: '1' }])).toMatchObject({ ok: false, refusal: { refused: 'price-missing' } }));
  test('is refused without the lot and the expiry its goods are kept by', async () => {
    const [silk] = await saveAll(co.house, co.caller, 'item', [
      {
        name: '蚕丝面膜（代销）',
        data: { category: co.ids['dry'], unit: '片', consignor: goods.consignor, consignMode: 'buyout', tracksLots: true, tracksExpiry: true, shelfLifeDays: 90 },
      },
    ]);
    expect(await receive([{ item: silk?.id, qty: '1', price: '1' }])).toMatchObject({ ok: false, refusal: { refused: 'lot-needed', path: 'lines[0].lot' } });
    expect(await receive([{ item: silk?.id, qty: '1', price: '1', lot: 'S1' }])).toMatchObject({ ok: false, refusal: { refused: 'expiry-needed', path: 'lines[0].expires' } });
  });
  test('is the only paper such goods come in on: none of buying takes them', async () => {
    const body = { day: '2026-03-02', head: { supplier: goods.consignor, warehouse: co.ids.main }, lines: [{ item: goods.tea, qty: '1', price: '1' }] };
    for (const type of ['purchase-order', 'goods-receipt', 'goods-return'])
      expect(await co.do({ type, command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'consigned-not-bought', path: 'lines[0].item' } });
  });
});

const STANDARDS = [
  ['ASSBE', ['借 1321 4000.00', '贷 2314 4000.00']],
  ['ASBE', ['借 132101 4000.00', '贷 231401 4000.00']],
] as const;
test.each(STANDARDS)('受托代销入库单 under %s stands on both sides of the books, apart from our stock', async (standard, voucher) => {
  const co = await smallCompany(await memoryHouse(), { standard });
  const { receipt } = await consignedIn(co);
  const lines = await co.rows<{ line: string }>(
    `select case when l.debit <> 0 then '借 ' else '贷 ' end || l.account || ' ' || to_char((l.debit + l.credit) / 100.0, 'FM9990.00') as line
     from books.voucher_line l join books.voucher v on v.id = l.voucher_id where v.doc_id = $1 order by l.line_no`,
    [receipt],
  );
  expect(lines.map((l) => l.line)).toEqual(voucher);
  expect(await co.rows(`select distinct ownership from books.stock_line`)).toEqual([{ ownership: 'consigned-in' }]);
  expect(await co.balance('1405')).toBe('0.00');
  await co.house.close();
});
