import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { consignedIn, describeDocument, describePieces, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { consignedReturn } from './document.ts';

describeDocument(consignedReturn, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ ...(await consignedIn(co)) }),
  body: (co, { consignor, scarf, tea, receipt }) => ({
    day: '2026-03-20',
    head: { supplier: consignor, warehouse: co.ids.main },
    lines: [
      { item: scarf, qty: '4', source: { doc: receipt, line: 1 } },
      { item: tea, qty: '20' },
    ],
  }),
});

describePieces(consignedReturn, {
  head: ({ co }) => ({ supplier: co.ids.supplier, warehouse: co.ids.main }),
  refuses: ['serials-needed', 'serial-unknown', 'serial-not-here', 'bin-not-here', 'lot-frozen', 'serials-not-tracked'],
});

describe('受托代销退回单', () => {
  let co: SmallCompany;
  let given: Awaited<ReturnType<typeof consignedIn>>;
  const giveBack = (line: Record<string, unknown>, supplier = given.consignor) =>
    co.do({ type: 'consigned-return', command: 'approve', body: { day: '2026-03-20', head: { supplier, warehouse: co.ids.main }, lines: [line] } });
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    given = await consignedIn(co);
  });
  afterAll(() => co.house.close());

  test('is refused to another than the owner, beyond the shelf, beyond the receipt', async () => {
    expect(await giveBack({ item: given.tea, qty: '1' }, co.ids.supplier)).toMatchObject({
      ok: false,
      refusal: { refused: 'not-of-consignor', with: { supplier: '华东食品批发' } },
    });
    // Expired goods may go back, so nobody is told 'lot-expired'.
    expect(await giveBack({ item: given.tea, qty: '21' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock' } });
    expect(await giveBack({ item: given.tea, qty: '21', source: { doc: given.receipt, line: 2 } })).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded' } });
  });
  test('takes the goods off both sides of the books, to the last 分', async () => {
    expect((await giveBack({ item: given.tea, qty: '20', source: { doc: given.receipt, line: 2 } })).ok).toBe(true);
    expect([await co.balance('1321'), await co.balance('2314')]).toEqual(['2000.00', '-2000.00']);
  });
});
