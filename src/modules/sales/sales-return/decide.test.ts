import { saveAll } from '#app/founding';
import { describeCurrency, describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, describe, expect, test } from 'vitest';
import { received, recordId } from '../testing/shop.ts';
import { salesReturn } from './document.ts';

const delivered = (co: SmallCompany, lines: readonly Record<string, unknown>[]) =>
  co.must({ type: 'sales-delivery', command: 'approve', body: { day: '2026-03-05', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines } });

describeDocument(salesReturn, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await received(co, [
      { item: 'water', qty: '1000', price: '1.37' },
      { item: 'milk', qty: '70', price: '2.71', lot: 'M0215', made: '2026-02-15' },
    ]);
    const delivery = await delivered(co, [
      { item: co.ids.water, unit: '箱', qty: '10', price: '36.55' },
      { item: co.ids.milk, qty: '60', price: '4.33' },
    ]);
    return { delivery: delivery.id, reason: await recordId(co, 'reason', 'TH01') };
  },
  body: (co, { delivery, reason }) => ({
    day: '2026-03-08',
    head: { customer: co.ids.customer, warehouse: co.ids.main, reason },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '7', price: '36.55', source: { doc: delivery, line: 1 } },
      { item: co.ids.milk, qty: '6', price: '4.33', condition: 'bad', source: { doc: delivery, line: 2 } },
      { item: co.ids.water, qty: '5', price: '1.5' },
    ],
  }),
});

const setUp = async () => {
  const co = await smallCompany(await memoryHouse());
  co.house.today('2026-03-10');
  await received(co, [
    { item: 'water', qty: '10', price: '1' },
    { item: 'oil', qty: '2', price: '50' },
    { item: 'milk', qty: '3', price: '2', lot: 'A', expires: '2026-05-01' },
    { item: 'milk', qty: '9', price: '2', lot: 'B', expires: '2026-06-01' },
  ]);
  const delivery = await delivered(co, [
    { item: co.ids.water, qty: '4', price: '2' },
    { item: co.ids.milk, qty: '5', price: '4' },
  ]);
  const retail = await co.must({
    type: 'retail-sale',
    command: 'approve',
    body: { day: '2026-03-05', head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.oil, qty: '2' }] },
  });
  const [other] = await saveAll(co.house, co.caller, 'customer', [{ name: '城西超市', data: {} }]);
  const [projector] = await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
  const sell = async (serials: string) => {
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: projector?.id, qty: '2', price: '900', serials }] },
    });
    return delivered(co, [{ item: projector?.id, qty: '2', price: '1', serials }]);
  };
  const [pieces] = [await sell('S1 S2'), await sell('T1 T2')];
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: projector?.id, qty: '1', price: '900', serials: 'U1' }] },
  });
  return {
    co,
    projector: projector?.id ?? '',
    pieces: pieces.id,
    delivery: delivery.id,
    retail: retail.id,
    other: other?.id ?? '',
    reason: await recordId(co, 'reason', 'TH01'),
    loss: await recordId(co, 'reason', 'BS01'),
  };
};

describe('销售退货单 is refused', () => {
  const company = setUp();
  afterAll(async () => (await company).co.house.close());
  type Given = Awaited<ReturnType<typeof setUp>>;
  type Row = readonly [title: string, head: (g: Given) => Record<string, unknown>, line: (g: Given) => Record<string, unknown>, refusal: Record<string, unknown>];
  const rows: readonly Row[] = [
    ['with nobody to give the money back to', () => ({ customer: null }), () => ({}), { refused: 'refund-account-needed', path: 'head.wallet' }],
    [
      'for goods of a customer who is not named',
      (g) => ({ customer: null, wallet: g.co.ids.cash }),
      (g) => ({ source: { doc: g.delivery, line: 1 } }),
      { refused: 'customer-needed', path: 'lines[0].source' },
    ],
    ['for goods of another customer', (g) => ({ customer: g.other }), (g) => ({ source: { doc: g.delivery, line: 1 } }), { refused: 'source-other-party' }],
    ['for a reason of another kind', (g) => ({ reason: g.loss }), () => ({}), { refused: 'not-a-return-reason', with: { reason: '过期' } }],
    ['without a price', () => ({}), () => ({ price: null }), { refused: 'price-missing' }],
    ['beyond what was delivered', () => ({}), (g) => ({ qty: '4.5', source: { doc: g.delivery, line: 1 } }), { refused: 'source-exceeded', with: { left: '4' } }],
    [
      'when several lots were delivered and none is named',
      () => ({}),
      (g) => ({ item: g.co.ids.milk, source: { doc: g.delivery, line: 2 } }),
      { refused: 'which-lot', with: { lots: 'A×3、B×2' } },
    ],
    [
      'beyond what was delivered of a lot',
      () => ({}),
      (g) => ({ item: g.co.ids.milk, qty: '3', lot: 'B', source: { doc: g.delivery, line: 2 } }),
      { refused: 'beyond-lot', path: 'lines[0].lot', with: { left: '2', asked: '3', lots: 'A×3、B×2' } },
    ],
    [
      'with a lot that was never delivered',
      () => ({}),
      (g) => ({ item: g.co.ids.milk, lot: 'Z', source: { doc: g.delivery, line: 2 } }),
      { refused: 'beyond-lot', with: { left: '0' } },
    ],
    [
      'with a piece that was sold on another document',
      () => ({}),
      (g) => ({ item: g.projector, qty: '2', serials: 'S1 T1', source: { doc: g.pieces, line: 1 } }),
      { refused: 'serial-not-sold', path: 'lines[0].serials', with: { serial: 'T1', left: 'S1、S2' } },
    ],
    ['with a piece nobody knows, when there is no source', () => ({}), (g) => ({ item: g.projector, serials: 'Z9' }), { refused: 'serial-unknown', path: 'lines[0].serials' }],
    [
      'with a piece that is here',
      () => ({}),
      (g) => ({ item: g.projector, serials: 'U1' }),
      { refused: 'serial-in-stock', path: 'lines[0].serials', with: { serial: 'U1', where: '在“总仓”' } },
    ],
    ['without saying which of the pieces', () => ({}), (g) => ({ item: g.projector, source: { doc: g.pieces, line: 1 } }), { refused: 'serials-needed' }],
    ['without the lot, when there is no source', () => ({}), (g) => ({ item: g.co.ids.milk }), { refused: 'lot-needed' }],
    ['with an unknown lot, when there is no source', () => ({}), (g) => ({ item: g.co.ids.milk, lot: 'Z' }), { refused: 'lot-unknown' }],
    ['at no known cost: no source, never bought', () => ({}), (g) => ({ item: g.co.ids.box }), { refused: 'cost-unknown', path: 'lines[0].source' }],
  ];
  test.each(rows)('%s', async (_, head, line, refusal) => {
    const given = await company;
    const { co } = given;
    const body = {
      day: '2026-03-10',
      head: { customer: co.ids.customer, warehouse: co.ids.main, reason: given.reason, ...head(given) },
      lines: [{ item: co.ids.water, qty: '1', price: '2', ...line(given) }],
    };
    expect(await co.do({ type: 'sales-return', command: 'approve', body })).toMatchObject({ ok: false, refusal });
  });
});

describeCurrency(salesReturn, {
  head: (co) => ({ customer: co.ids.customer, warehouse: co.ids.main, reason: co.ids['reasonBack'] }),
  source: async (co) =>
    (
      await co.must({
        type: 'sales-delivery',
        command: 'approve',
        body: { day: '2026-03-04', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', price: '2' }] },
      })
    ).id,
  refuses: ['rate-missing', 'source-other-currency', 'refund-in-currency'],
});
