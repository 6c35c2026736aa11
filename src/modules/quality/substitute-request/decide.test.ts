import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { frozenLots } from '../testing/frozen-lots.ts';
import { substituteRequest } from './document.ts';
import { type Candidate, neededOf, rankCandidates } from './rank.ts';

const line = (co: SmallCompany, more: Record<string, unknown>) => ({
  frozen: co.ids.milk,
  at: co.ids.main,
  short: '5',
  item: co.ids.milk,
  warehouse: co.ids.shop,
  take: '0',
  buy: '0',
  ...more,
});

describeDocument(substituteRequest, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    await frozenLots(co);
    return {};
  },
  body: (co) => ({ day: '2026-03-05', head: { cause: 'PCDJ 冻结：胀包' }, lines: [line(co, { take: '3' }), line(co, { frozen: co.ids.water, warehouse: co.ids.main, buy: '2' })] }),
});

describe('替代料申请单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await frozenLots(co);
  });
  afterAll(() => co.house.close());
  const accept = (more: Record<string, unknown>) =>
    co.do({ type: 'substitute-request', command: 'approve', body: { day: '2026-03-05', head: { cause: '试' }, lines: [line(co, more)] } });

  test('when nothing is chosen', async () => expect(await accept({})).toMatchObject({ ok: false, refusal: { refused: 'nothing-chosen' } }));
  test('beyond what is free', async () => expect(await accept({ take: '11' })).toMatchObject({ ok: false, refusal: { refused: 'not-enough-stock', with: { available: '10' } } }));
  test('of goods that are frozen themselves: lot-frozen says why there is nothing', async () => {
    const lots = await frozenLots(co);
    await lots.freeze('M2');
    expect(await accept({ warehouse: co.ids.main, take: '70' })).toMatchObject({
      refusal: { refused: 'not-enough-stock', more: [expect.objectContaining({ refused: 'lot-frozen' })] },
    });
    await lots.thaw('M2');
  });
  test('not for other goods: they are set aside until the request is closed', async () => {
    const done = await co.must({
      type: 'substitute-request',
      command: 'approve',
      body: { day: '2026-03-05', head: { cause: '试' }, lines: [line(co, { frozen: co.ids.water, take: '4' })] },
    });
    const aside = () => co.rows(`select trim_scale(open / 1000000.0)::text as open from books.reservation where doc_id = $1`, [done.id]);
    expect(await aside()).toEqual([{ open: '4' }]);
    await co.must({ type: 'substitute-request', command: 'close', id: done.id, body: {} });
    expect(await aside()).toEqual([{ open: '0' }]);
  });
});

describe('the ranking of candidates', () => {
  const goods = (more: Partial<Candidate>): Candidate => ({
    item: 'x',
    warehouse: 'w',
    same: false,
    priority: 1,
    ratio: 1_000_000n,
    available: 100n,
    expires: null,
    cost: 5n,
    ...more,
  });
  test.each([
    ['the same goods elsewhere come before the list', { same: true, priority: 9, available: 1n }, {}],
    ['the list’s order comes before cost', { priority: 1, cost: 9n }, { priority: 2, cost: 1n }],
    ['who covers all comes before who does not', { available: 10n, cost: 9n }, { available: 9n, cost: 1n }],
    ['who expires first is used first', { expires: '2026-05-01' as Candidate['expires'] }, { expires: '2026-06-01' as Candidate['expires'] }],
    ['cheaper comes first, a cost nobody knows last', { cost: 4_000_000n }, { cost: null }],
  ] as const)('%s', (_, first, second) => {
    for (const order of [
      [first, second],
      [second, first],
    ] as const)
      expect(rankCandidates([goods({ item: 'b', ...order[0] }), goods({ item: 'b', ...order[1] })], 10n).ranked[0]).toMatchObject(first);
  });
  test('never takes more than there is, and covers exactly what it says', () => {
    const made = fc.record({ ratio: fc.bigInt(1n, 3_000_000n), available: fc.bigInt(0n, 10_000_000n), priority: fc.integer({ min: 1, max: 3 }) });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 6 }), fc.bigInt(1n, 20_000_000n), (list, short) => {
        const { ranked, left } = rankCandidates(
          list.map((c, i) => goods({ ...c, item: String(i) })),
          short,
        );
        for (const c of ranked) expect(c.take >= 0n && c.take <= c.available).toBe(true);
        expect(left >= 0n && left <= short).toBe(true);
        // Something left means that everything was taken, up to one rounding step of each ratio.
        if (left > 0n) for (const c of ranked) expect(c.available - c.take <= neededOf(1n, c.ratio) || c.take === c.available).toBe(true);
      }),
    );
  });
});
