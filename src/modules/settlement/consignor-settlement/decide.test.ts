import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consignedIn, type ConsignedGoods, describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignorSettlement } from './document.ts';

/** 3 scarves sold at 226 and 5 boxes at 150, on 03-05. */
const sold = async (co: SmallCompany): Promise<ConsignedGoods> => {
  const goods = await consignedIn(co);
  await co.must({
    type: 'sales-delivery',
    command: 'approve',
    body: {
      day: '2026-03-05',
      head: { customer: co.ids.customer, warehouse: co.ids.main },
      lines: [
        { item: goods.scarf, qty: '3', price: '226' },
        { item: goods.tea, qty: '5', price: '150' },
      ],
    },
  });
  return goods;
};

describeDocument(consignorSettlement, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ ...(await sold(co)) }),
  body: (_, { consignor, scarf, tea }) => ({
    day: '2026-03-31',
    head: { supplier: consignor },
    lines: [
      { item: scarf, kind: 'sold', qty: '3' },
      { item: tea, kind: 'sold', qty: '2' },
    ],
  }),
});

describe('受托代销结算单 is refused', () => {
  let co: SmallCompany;
  let goods: ConsignedGoods;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    goods = await sold(co);
  });
  afterAll(() => co.house.close());
  type Row = readonly [title: string, body: () => Record<string, unknown>, refusal: Record<string, unknown>];
  const rows: readonly Row[] = [
    ['before anything was sold', () => ({ day: '2026-03-04', lines: [] }), { refused: 'nothing-to-settle', with: { supplier: '苏绣合作社', day: '2026-03-04' } }],
    ['for goods of our own', () => ({ lines: [{ item: co.ids.water, qty: '1' }] }), { refused: 'not-of-consignor', path: 'lines[0].item' }],
    [
      'for the same goods twice',
      () => ({
        lines: [
          { item: goods.tea, qty: '1' },
          { item: goods.tea, qty: '1' },
        ],
      }),
      { refused: 'line-twice', path: 'lines[1]', with: { other: '1' } },
    ],
    ['for more than was sold', () => ({ lines: [{ item: goods.tea, qty: '6' }] }), { refused: 'beyond-open', path: 'lines[0].qty', with: { open: '5', asked: '6' } }],
    ['for goods lost when none are', () => ({ lines: [{ item: goods.tea, kind: 'lost', qty: '1' }] }), { refused: 'beyond-open', with: { open: '0' } }],
    ['with an invoice number of the wrong shape', () => ({ head: { number: '123' }, lines: [] }), { refused: 'invoice-number-shape' }],
  ];
  test.each(rows)('%s', async (_, body, refusal) => {
    const { head, ...rest } = body() as { head?: Record<string, unknown> };
    const attempt = { day: '2026-03-31', ...rest, head: { supplier: goods.consignor, ...head } };
    expect(await co.do({ type: 'consignor-settlement', command: 'approve', body: attempt })).toMatchObject({ ok: false, refusal });
  });
});
