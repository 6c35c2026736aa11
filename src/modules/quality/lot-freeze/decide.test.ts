import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { frozenLots, type Lots } from '../testing/frozen-lots.ts';
import { lotFreeze } from './document.ts';

describeDocument(lotFreeze, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await frozenLots(co);
    return {};
  },
  body: (co) => ({
    day: '2026-03-05',
    head: { kind: 'quality', reason: '胀包' },
    lines: [
      { item: co.ids.milk, lot: 'M1' },
      { item: co.ids.milk, lot: 'M2' },
    ],
  }),
  noReverse: 'a lot is let go by a 批次解冻单, which says who freed it and why',
});

describe('批次冻结单', () => {
  let co: SmallCompany;
  let lots: Lots;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    lots = await frozenLots(co);
  });
  afterAll(() => co.house.close());

  test.each([
    ['lot-unknown', (c: SmallCompany) => [{ item: c.ids.milk, lot: 'M9' }], { lot: 'M9' }],
    ['lot-not-tracked', (c: SmallCompany) => [{ item: c.ids.water, lot: 'M1' }], { item: '农夫山泉 550ml' }],
    [
      'lot-twice',
      (c: SmallCompany) => [
        { item: c.ids.milk, lot: 'M1' },
        { item: c.ids.milk, lot: 'M1' },
      ],
      { line: '2', lot: 'M1' },
    ],
  ] as const)('is refused: %s', async (code, lines, said) => expect(await lots.tryFreeze(lines(co))).toMatchObject({ ok: false, refusal: { refused: code, with: said } }));

  test('takes the lot out of every warehouse and says where it was; a second freeze of it is refused: lot-frozen-already', async () => {
    const done = await lots.freeze('M1');
    expect(await lots.at('M1')).toEqual([
      { warehouse: '一号店', on_hand: '0', on_hold: '10' },
      { warehouse: '总仓', on_hand: '0', on_hold: '30' },
    ]);
    expect(await co.rows(`select data->>'qty' as qty, data->>'where' as where from books.document_line where doc_id = $1`, [done.id])).toEqual([
      { qty: '40', where: expect.stringContaining('总仓 30') },
    ]);
    expect(await lots.tryFreeze([{ item: co.ids.milk, lot: 'M1' }])).toMatchObject({ ok: false, refusal: { refused: 'lot-frozen-already', with: { doc: done.number } } });
  });

  test.each(['sales-delivery', 'transfer', 'other-issue', 'retail-sale'] as const)(
    'a %s of the lot is refused with the lot, the freezing document and the remedy',
    async (type) => {
      const outcome = await lots.tryOut(type, { lot: 'M1', qty: '1' });
      expect(outcome).toMatchObject({
        ok: false,
        refusal: { refused: 'lot-frozen', with: { lot: 'M1', doc: expect.stringMatching(/^PCDJ-/), reason: '胀包', item: '伊利纯牛奶 250ml' } },
      });
    },
  );

  test('the other lots are taken without being named, the held one is passed over', async () => {
    const outcome = await lots.tryOut('other-issue', { qty: '20' });
    expect(outcome).toMatchObject({ ok: true });
    expect(await lots.at('M1')).toEqual(expect.arrayContaining([{ warehouse: '总仓', on_hand: '0', on_hold: '30' }]));
    expect(await lots.tryOut('other-issue', { qty: '100' })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', more: expect.arrayContaining([expect.objectContaining({ refused: 'lot-frozen' })]) },
    });
  });

  test('what comes in later stays: it may enter, and not leave again', async () => {
    await lots.receive('M1', '5');
    expect(await lots.at('M1')).toEqual(expect.arrayContaining([{ warehouse: '总仓', on_hand: '5', on_hold: '30' }]));
    expect(await lots.tryOut('other-issue', { lot: 'M1', qty: '1' })).toMatchObject({ ok: false, refusal: { refused: 'lot-frozen' } });
  });

  test('nor by a red document: taking back its receipt would take it out of storage', async () => {
    const receipt = await lots.receive('M1', '2');
    expect(await co.do({ type: 'other-receipt', command: 'reverse', id: receipt.id, body: { reason: '录错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'lot-frozen', with: { lot: 'M1' } },
    });
  });

  test('报损: named from storage, or from 冻结; the ledger follows', async () => {
    const write = (head: Record<string, unknown>, line: Record<string, unknown>) =>
      co.do({
        type: 'write-off',
        command: 'approve',
        body: { day: '2026-03-06', head: { warehouse: co.ids.main, reason: co.ids['reasonLoss'], ...head }, lines: [{ item: co.ids.milk, ...line }] },
      });
    expect(await write({}, { lot: 'M1', qty: '7' })).toMatchObject({ ok: true });
    expect(await write({}, { lot: 'M1', qty: '1' })).toMatchObject({ ok: false, refusal: { refused: 'lot-not-there' } });
    expect(await write({ frozen: true }, { lot: 'M1', qty: '30' })).toMatchObject({ ok: true });
    expect(await write({ frozen: true }, { lot: 'M1', qty: '1' })).toMatchObject({ ok: false });
    expect(await lots.at('M1')).toEqual([{ warehouse: '一号店', on_hand: '0', on_hold: '10' }]);
    const events = await co.house.db.owner((tx) => tx.query<{ lots: unknown }>(`select payload->'lots' as lots from bus.outbox where name = 'lot-scrapped/1'`));
    expect(events).toEqual([{ lots: [expect.objectContaining({ item: co.ids.milk, no: 'M1', qty: '30' })] }]);
  });
});
