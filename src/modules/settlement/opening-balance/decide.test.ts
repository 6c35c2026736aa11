import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openingBalance } from './document.ts';

describeDocument(openingBalance, {
  folder: import.meta.dirname,
  body: (co) => ({
    day: '2026-03-01',
    head: {},
    lines: [
      { side: 'receivable', party: co.ids.customer, amount: '1200', origin: '2025-11-03', number: 'XS-1103' },
      { side: 'payable', party: co.ids.supplier, amount: '880.5', origin: '2025-12-20', due: '2026-03-31', number: 'FP-88' },
      { side: 'advance', party: co.ids.customer, amount: '300', origin: '2025-12-31' },
      { side: 'prepaid', party: co.ids.supplier, amount: '50', origin: '2026-03-01' },
    ],
  }),
});

describe('期初往来单 is refused', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    await book([{ side: 'receivable', party: co.ids.customer, amount: '1', origin: '2025-11-03', number: 'TAKEN' }]);
  });
  afterAll(() => co?.house.close());
  const attempt = (lines: readonly Record<string, unknown>[]) => co.do({ type: 'opening-balance', command: 'approve', body: { day: '2026-03-01', head: {}, lines } });
  const book = (lines: readonly Record<string, unknown>[]) => co.must({ type: 'opening-balance', command: 'approve', body: { day: '2026-03-01', head: {}, lines } });
  const line = () => ({ side: 'receivable', party: co.ids.customer, amount: '10', origin: '2025-11-03' });

  test.each([
    ['a debt of a supplier', (c: SmallCompany) => ({ party: c.ids.supplier }), 'party-other-kind', 'lines[0].party', { side: '应收', kind: '客户', party: '华东食品批发' }],
    ['what we owe a customer', () => ({ side: 'payable' }), 'party-other-kind', 'lines[0].party', { side: '应付', kind: '供应商' }],
    ['what arises after the opening', () => ({ origin: '2026-03-02' }), 'origin-after-day', 'lines[0].origin', { origin: '2026-03-02', day: '2026-03-01' }],
    ['what was due before it arose', () => ({ due: '2025-11-02' }), 'due-before-origin', 'lines[0].due', { due: '2025-11-02' }],
    ['nothing at all', () => ({ amount: '0' }), 'bad-field', 'lines[0].amount', {}],
    ['a minus', () => ({ amount: '-5' }), 'bad-field', 'lines[0].amount', {}],
    ['a side there is none of', () => ({ side: 'other' }), 'bad-field', 'lines[0].side', {}],
    ['no day', () => ({ origin: null }), 'bad-field', 'lines[0].origin', {}],
    ['an unknown party', (c: SmallCompany) => ({ party: c.ids.water }), 'unknown-record', 'lines[0].party', {}],
  ])('for %s', async (_, change, refused, path, said) =>
    expect(await attempt([{ ...line(), ...change(co) }])).toMatchObject({ ok: false, refusal: { refused, path, ...(Object.keys(said).length > 0 ? { with: said } : {}) } }),
  );
  test('for one paper twice, in this document or an earlier one', async () => {
    expect(
      await attempt([
        { ...line(), number: 'A' },
        { ...line(), number: 'B' },
        { ...line(), number: 'A', amount: '3' },
      ]),
    ).toMatchObject({
      ok: false,
      refusal: { refused: 'opening-twice', path: 'lines[2].number', with: { line: '3', other: '1', number: 'A' } },
    });
    expect(await attempt([{ ...line(), number: 'TAKEN' }])).toMatchObject({
      ok: false,
      refusal: { refused: 'claimed-already', with: { claim: expect.stringContaining('城东便利店 TAKEN'), number: 'QCWL-202603-0001' } },
    });
    // Without a number nobody can tell two papers apart; the other side or party is another paper.
    expect(await attempt([line(), line(), { ...line(), side: 'advance', number: 'TAKEN' }])).toMatchObject({ ok: true });
  });
});
