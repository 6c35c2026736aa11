import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';
import { standardCostChange } from './document.ts';

const prepared = async (co: SmallCompany): Promise<Works & { jar: string }> => {
  const w = await works(co);
  const jar = await w.addItem('空罐', { unit: '个', costMethod: 'standard', standardCost: '2' });
  await w.stock('2026-03-02', [
    { item: jar, qty: '7', unitCost: '1.9' },
    { item: co.ids.box, qty: '1', unitCost: '3' },
  ]);
  return { ...w, jar };
};
const head = { why: '年度标准成本' };

describeDocument(standardCostChange, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ jar: (await prepared(co)).jar }),
  body: (_, { jar }) => ({ day: '2026-03-03', head, lines: [{ item: jar, standardCost: '2.1111' }] }),
});

describe('标准成本调整单 is refused', () => {
  let w: Awaited<ReturnType<typeof prepared>>;
  beforeAll(async () => {
    w = await prepared(await smallCompany(await memoryHouse()));
  });
  afterAll(() => w?.co.house.close());
  const TABLE: readonly (readonly [string, string, () => readonly Record<string, unknown>[]])[] = [
    [
      'item-twice',
      '2026-03-03',
      () => [
        { item: w.jar, standardCost: '3' },
        { item: w.jar, standardCost: '4' },
      ],
    ],
    ['not-standard', '2026-03-03', () => [{ item: w.co.ids.box, standardCost: '3' }]],
    ['same-cost', '2026-03-03', () => [{ item: w.jar, standardCost: '2.00' }]],
    ['moved-later', '2026-03-01', () => [{ item: w.jar, standardCost: '3' }]],
  ];
  test.each(TABLE)('%s', async (refused, day, lines) => expect(await w.attempt('standard-cost-change', day, head, lines())).toMatchObject({ ok: false, refusal: { refused } }));
  test('changed-since: after the stock has changed it is not taken back', async () => {
    const { id } = await w.post('standard-cost-change', '2026-03-03', head, [{ item: w.jar, standardCost: '3' }]);
    await w.stock('2026-03-04', [{ item: w.jar, qty: '1', unitCost: '3' }]);
    expect(await w.co.do({ type: 'standard-cost-change', command: 'reverse', id, body: { reason: '弄错' } })).toMatchObject({ ok: false, refusal: { refused: 'changed-since' } });
  });
});
