import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { transfer } from './document.ts';

const stocked = async (co: SmallCompany) => {
  await co.must({
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
  return {};
};

describeDocument(transfer, {
  folder: import.meta.dirname,
  prepare: stocked,
  body: (co) => ({
    day: '2026-03-05',
    head: { from: co.ids.main, to: co.ids.shop, carrier: '沪A12345' },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '2' },
      { item: co.ids.milk, qty: '30' },
      { item: co.ids.milk, qty: '10', lot: 'M2' },
    ],
  }),
});

describePieces(transfer, {
  head: ({ co }) => ({ from: co.ids.main, to: co.ids.shop }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('调拨单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await stocked(co);
  });
  const attempt = (line: Record<string, unknown>, to = co.ids.shop) =>
    co.do({ type: 'transfer', command: 'approve', body: { day: '2026-03-05', head: { from: co.ids.main, to }, lines: [line] } });

  test('to where it comes from', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1' }, co.ids.main)).toMatchObject({
      ok: false,
      refusal: { refused: 'same-warehouse', path: 'head.to', with: { warehouse: '总仓' } },
    }));
  test('of more than there is', async () =>
    expect(await attempt({ item: co.ids.water, qty: '241' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock', with: { short: '1' } } }));
  test('of a lot that is not there', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M7' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } }));
  test('to a place that is no warehouse', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1' }, co.ids.supplier)).toMatchObject({ ok: false, refusal: { refused: 'unknown-record', path: 'head.to' } }));
  test('but not because they expired: a depot takes them back', async () => {
    co.house.today('2027-01-01');
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M1' })).not.toMatchObject({ refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
});
