import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { goodsReturn } from './document.ts';

/** A receipt of water, and of milk in two lots. */
const received = async (co: SmallCompany) => {
  const receipt = await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '10', price: '24.5' },
        { item: co.ids.milk, qty: '50', price: '3.3', lot: 'M1', made: '2026-03-01' },
        { item: co.ids.milk, qty: '50', price: '3.5', lot: 'M2', made: '2026-03-02' },
      ],
    },
  });
  return { receipt: receipt.id };
};

describeDocument(goodsReturn, {
  folder: import.meta.dirname,
  prepare: received,
  body: (co, { receipt }) => ({
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, warehouse: co.ids.main },
    lines: [
      { item: co.ids.water, unit: '瓶', qty: '100', source: { doc: receipt, line: 1 } },
      { item: co.ids.milk, qty: '50', source: { doc: receipt, line: 2 } },
      { item: co.ids.milk, qty: '7', price: '3', lot: 'M2' },
    ],
  }),
});

describe('采购退货单 is refused', () => {
  let co: SmallCompany;
  let receipt = '';
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    ({ receipt } = await received(co));
  });
  const reasons = async (use: string) =>
    (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = $1 order by code`, [use]))[0]?.id ?? '';
  const attempt = async (line: Record<string, unknown>, head: Record<string, unknown> = {}) =>
    co.do({ type: 'goods-return', command: 'approve', body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main, ...head }, lines: [line] } });

  test('with the lot of another delivery', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M2', source: { doc: receipt, line: 2 } })).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-not-of-receipt', path: 'lines[0].lot', with: { want: 'M1' } },
    }));
  test('for a reason that is none for returns', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1', source: { doc: receipt, line: 1 } }, { reason: await reasons('loss') })).toMatchObject({
      ok: false,
      refusal: { refused: 'reason-not-for-return', path: 'head.reason' },
    }));
  test('of more than was received', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '51', source: { doc: receipt, line: 2 } })).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } }));
  test('of goods that are not there', async () =>
    expect(await attempt({ item: co.ids.water, qty: '241', price: '1' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } }));
  test('of a lot that is not there', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', price: '1', lot: 'M9' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } }));
  test('without a price and without a source', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1' })).toMatchObject({ ok: false, refusal: { refused: 'price-missing' } }));
  test('but not because they expired', async () => {
    co.house.today('2027-01-01');
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M1', price: '1' })).not.toMatchObject({ refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
});
