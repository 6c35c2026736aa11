import { beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { otherReceipt } from './document.ts';

const reasonId = async (co: SmallCompany, code: string) => (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = $1`, [code]))[0]?.id ?? '';

describeDocument(otherReceipt, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ reason: await reasonId(co, 'QR01') }),
  body: (co, { reason }) => ({
    day: '2026-03-05',
    head: { warehouse: co.ids.main, reason },
    lines: [
      { item: co.ids.water, unit: '箱', qty: '10', unitCost: '21.68' },
      { item: co.ids.milk, qty: '36', unitCost: '2.9204', lot: 'M0301', made: '2026-03-01' },
    ],
  }),
});

describePieces(otherReceipt, {
  head: ({ co }) => ({ warehouse: co.ids.main, reason: co.ids['reasonIn'] }),
  line: () => ({ unitCost: '900' }),
  refuses: ['serials-needed', 'serial-in-stock', 'bin-not-here', 'serials-not-tracked'],
});

describe('其他入库单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  const attempt = async (line: Record<string, unknown>, code = 'QR01', as = {}) =>
    co.do({ type: 'other-receipt', command: 'approve', body: { day: '2026-03-05', head: { warehouse: co.ids.main, reason: await reasonId(co, code) }, lines: [line] } }, as);

  test('when nobody knows a cost', async () =>
    expect(await attempt({ item: co.ids.box, qty: '1' })).toMatchObject({ ok: false, refusal: { refused: 'cost-unknown', path: 'lines[0].unitCost' } }));
  test('for a reason of losses', async () =>
    expect(await attempt({ item: co.ids.box, qty: '1', unitCost: '1' }, 'BS01')).toMatchObject({ ok: false, refusal: { refused: 'reason-other-use', path: 'head.reason' } }));
  test('without the lot', async () => expect(await attempt({ item: co.ids.milk, qty: '1', unitCost: '1' })).toMatchObject({ ok: false, refusal: { refused: 'lot-needed' } }));
  test('without the dates of a new lot', async () =>
    expect(await attempt({ item: co.ids.milk, qty: '1', unitCost: '1', lot: 'M1' })).toMatchObject({ ok: false, refusal: { refused: 'expiry-needed' } }));
  test('with a cost typed by one who may not see costs', async () =>
    expect(await attempt({ item: co.ids.box, qty: '1', unitCost: '1' }, 'QR01', { rights: ['other-receipt.*'] })).toMatchObject({
      ok: false,
      refusal: { refused: 'field-not-yours' },
    }));
});
