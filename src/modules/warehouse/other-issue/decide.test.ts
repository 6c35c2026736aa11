import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { otherIssue } from './document.ts';

const reasonId = async (co: SmallCompany, code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = $1`, [code]))[0]?.id ?? '';
const stocked = async (co: SmallCompany) => {
  await co.must({
    type: 'other-receipt',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { warehouse: co.ids.main, reason: await reasonId(co, 'QR01') },
      lines: [
        { item: co.ids.water, unit: '箱', qty: '10', unitCost: '21.7' },
        { item: co.ids.milk, qty: '50', unitCost: '2.9', lot: 'M1', made: '2026-03-01' },
        { item: co.ids.box, qty: '5', unitCost: '20' },
      ],
    },
  });
  return { reason: await reasonId(co, 'QC01') };
};

describeDocument(otherIssue, {
  folder: import.meta.dirname,
  prepare: stocked,
  body: (co, { reason }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, reason, deemedSale: true },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '2' },
      { item: co.ids.milk, qty: '7', price: '4.5' },
    ],
  }),
});

describePieces(otherIssue, {
  head: ({ co }) => ({ warehouse: co.ids.main, reason: co.ids['reasonOut'] }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('其他出库单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await stocked(co);
  });
  const attempt = async (line: Record<string, unknown>, head: Record<string, unknown> = {}, code = 'QC01') =>
    co.do({ type: 'other-issue', command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, reason: await reasonId(co, code), ...head }, lines: [line] } });

  test('when given away without a market price', async () =>
    expect(await attempt({ item: co.ids.box, qty: '1' }, { deemedSale: true })).toMatchObject({ ok: false, refusal: { refused: 'market-price-missing', path: 'lines[0].price' } }));
  test('for a reason of receipts', async () =>
    expect(await attempt({ item: co.ids.box, qty: '1' }, {}, 'QR02')).toMatchObject({ ok: false, refusal: { refused: 'reason-other-use' } }));
  test('beyond what is there', async () => expect(await attempt({ item: co.ids.box, qty: '6' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } }));
  test('of a lot that is not there', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M4' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } }));
  test('of an expired lot', async () => {
    co.house.today('2027-01-01');
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M1' })).toMatchObject({ ok: false, refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
  test('by a small taxpayer who names no rate', async () => {
    const small = await smallCompany(await memoryHouse(), { vat: 'small' });
    await stocked(small);
    const body = {
      day: '2026-03-05',
      head: { warehouse: small.ids.main, reason: await reasonId(small, 'QC01'), deemedSale: true },
      lines: [{ item: small.ids.water, qty: '101', taxRate: '' }],
    };
    expect(await small.do({ type: 'other-issue', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused: 'tax-rate-missing', path: 'lines[0].taxRate' } });
    await small.must({ type: 'other-issue', command: 'approve', body: { ...body, lines: [{ ...body.lines[0], taxRate: '0.01' }] } });
    expect(await small.balance('222101')).toBe('-2.00'); // 202.00 with 1 % inside
  });
});
