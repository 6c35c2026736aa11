import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { writeOff } from './document.ts';

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
        { item: co.ids.milk, qty: '50', unitCost: '3.1', lot: 'M2', made: '2026-03-02' },
      ],
    },
  });
  return { reason: await reasonId(co, 'BS03') };
};

describeDocument(writeOff, {
  folder: import.meta.dirname,
  prepare: stocked,
  body: (co, { reason }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, reason, handler: '老陈' },
    lines: [
      { item: co.ids.water, qty: '7' },
      { item: co.ids.milk, unit: '提', qty: '5' },
      { item: co.ids.milk, qty: '3', lot: 'M2' },
    ],
  }),
});

describePieces(writeOff, {
  head: ({ co }) => ({ warehouse: co.ids.main, reason: co.ids['reasonLoss'] }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('报损单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await stocked(co);
  });
  const attempt = async (line: Record<string, unknown>, code = 'BS01') =>
    co.do({ type: 'write-off', command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, reason: await reasonId(co, code) }, lines: [line] } });

  test('for a reason of gifts', async () =>
    expect(await attempt({ item: co.ids.water, qty: '1' }, 'QC01')).toMatchObject({ ok: false, refusal: { refused: 'reason-other-use', with: { want: '报损' } } }));
  test('beyond what is there', async () => expect(await attempt({ item: co.ids.water, qty: '241' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } }));
  test('of a lot that is not there', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M3' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } }));
  test('without a reason', async () =>
    expect(
      await co.do({ type: 'write-off', command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1' }] } }),
    ).toMatchObject({ ok: false, refusal: { refused: 'bad-field', path: 'head.reason' } }));
  test('but not because they expired', async () => {
    co.house.today('2027-01-01');
    expect(await attempt({ item: co.ids.milk, qty: '1', lot: 'M1' })).not.toMatchObject({ refusal: { refused: 'lot-expired' } });
    co.house.today('2026-03-10');
  });
});
