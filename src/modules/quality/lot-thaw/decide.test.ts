import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { frozenLots, type Lots } from '../testing/frozen-lots.ts';
import { lotThaw } from './document.ts';

describeDocument(lotThaw, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const lots = await frozenLots(co);
    await lots.freeze('M1');
    return {};
  },
  body: (co) => ({ day: '2026-03-06', head: { decision: 'accept', reason: '复检合格' }, lines: [{ item: co.ids.milk, lot: 'M1' }] }),
  noReverse: 'a lot is frozen again by a 批次冻结单, which says why',
});

describe('批次解冻单', () => {
  let co: SmallCompany;
  let lots: Lots;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    lots = await frozenLots(co);
  });
  afterAll(() => co.house.close());
  const thaw = (lot: string, item = co.ids.milk) =>
    co.do({ type: 'lot-thaw', command: 'approve', body: { day: '2026-03-06', head: { decision: 'concession', reason: '让步' }, lines: [{ item, lot }] } });

  test('of a lot nobody holds is refused: lot-not-frozen', async () =>
    expect(await thaw('M1')).toMatchObject({ ok: false, refusal: { refused: 'lot-not-frozen', with: { lot: 'M1' } } }));
  test.each([
    ['lot-unknown', () => thaw('M9')],
    ['lot-not-tracked', () => thaw('M1', co.ids.water)],
    [
      'lot-twice',
      () =>
        co.do({
          type: 'lot-thaw',
          command: 'approve',
          body: {
            day: '2026-03-06',
            head: { decision: 'accept', reason: '复检' },
            lines: [
              { item: co.ids.milk, lot: 'M2' },
              { item: co.ids.milk, lot: 'M2' },
            ],
          },
        }),
    ],
  ] as const)('is refused: %s', async (code, attempt) => expect(await attempt()).toMatchObject({ ok: false, refusal: { refused: code } }));
  test('brings everything back to where it stood, what came in meanwhile included, at the same value', async () => {
    const worth = () => co.rows('select item_id, qty, value from books.cost_pool order by 1');
    const before = [await lots.at('M1'), await worth()];
    await lots.freeze('M1');
    await lots.thaw('M1');
    expect([await lots.at('M1'), await worth()]).toEqual(before);
    expect(await lots.tryOut('other-issue', { lot: 'M1', qty: '3' })).toMatchObject({ ok: true });
  });
});
