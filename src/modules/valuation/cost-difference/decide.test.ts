import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany } from '#testing';
import type { Day, Period } from '#kernel/day';
import { works, type Works } from '../testing/works.ts';
import { costDifference } from './document.ts';
import { proposeDifference } from './propose.ts';

describeDocument(costDifference, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { account } = await works(co);
    return { cogs: account('5401'), admin: account('5602') };
  },
  body: (_, { cogs, admin }) => ({
    day: '2026-03-31',
    head: { rate: '-0.02' },
    lines: [
      { account: cogs, issued: '100', amount: '2.5' },
      { account: admin, amount: '1.11' },
    ],
  }),
});

describe('材料成本差异分摊', () => {
  let w: Works;
  let jar = '';
  beforeAll(async () => {
    w = await works(await smallCompany(await memoryHouse()));
    jar = await w.addItem('空罐', { unit: '个', costMethod: 'standard', standardCost: '2' });
  });
  afterAll(() => w?.co.house.close());
  test.each([
    ['nothing-to-share', () => [{ account: w.account('5401'), amount: '0' }]],
    ['account-unfit', () => [{ account: w.account('1405'), amount: '1' }]],
  ] as const)('is refused: %s', async (refused, lines) => expect(await w.attempt('cost-difference', '2026-03-31', {}, lines())).toMatchObject({ ok: false, refusal: { refused } }));

  test('the rate of the month, shared by where the goods went; a second run finds nothing new, a later receipt only what is new', async () => {
    const { co } = w;
    const propose = () => co.house.db.read(co.caller.scope, (s) => proposeDifference(s, 202603 as Period, '2026-03-31' as Day));
    await w.stock('2026-03-02', [{ item: jar, qty: '100', unitCost: '2.1' }]);
    await w.post('other-issue', '2026-03-05', { warehouse: co.ids.main, reason: w.reason('QC02') }, [{ item: jar, qty: '30' }]);
    await w.post('write-off', '2026-03-06', { warehouse: co.ids.main, reason: w.reason('BS02') }, [{ item: jar, qty: '10' }]);
    expect(await co.balance('1404')).toBe('10.00');
    // 10.00 on 200.00 at standard = 5 %: 60.00 used, 20.00 broken, both 管理费用.
    const body = await propose();
    expect(body).toMatchObject({ head: { rate: '0.050000' }, lines: [{ issued: '80.00', amount: '4.00' }] });
    await w.post('cost-difference', '2026-03-31', body?.head ?? {}, body?.lines ?? []);
    expect([await co.balance('1404'), await co.balance('5602')]).toEqual(['6.00', '84.00']);
    expect(await propose()).toBeNull();
    await w.stock('2026-03-20', [{ item: jar, qty: '100', unitCost: '1.9' }]);
    // Now 0.00 on 400.00: the 4.00 come back.
    expect(await propose()).toMatchObject({ head: { rate: '0.000000' }, lines: [{ amount: '-4.00' }] });
  });
});
