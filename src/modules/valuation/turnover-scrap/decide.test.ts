import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';
import { turnoverScrap } from './document.ts';

const prepared = async (co: SmallCompany): Promise<Works & { crate: string; half: string; once: string }> => {
  const w = await works(co);
  const [kind] = await saveAll(co.house, co.caller, 'item-category', [{ name: '周转材料', data: { inventoryAccount: '1411' } }]);
  const crate = await w.addItem('周转箱', { unit: '个', category: kind?.id });
  await w.stock('2026-03-02', [{ item: crate, qty: '7', unitCost: '33.33' }]);
  const issue = (method: string, qty: string) => w.post('turnover-issue', '2026-03-03', { warehouse: co.ids.main, method }, [{ item: crate, qty }]);
  return { ...w, crate, half: (await issue('half', '5')).id, once: (await issue('once', '1')).id };
};

describeDocument(turnoverScrap, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const { crate, half, account } = await prepared(co);
    return { crate, half, other: account('1221') };
  },
  body: (_, { crate, half, other }) => ({
    day: '2026-03-10',
    head: { residualAccount: other },
    lines: [{ item: crate, qty: '3', residual: '1.5', source: { doc: half, line: 1 } }],
  }),
});

describe('周转材料报废单 is refused', () => {
  let w: Awaited<ReturnType<typeof prepared>>;
  beforeAll(async () => {
    w = await prepared(await smallCompany(await memoryHouse()));
  });
  afterAll(() => w?.co.house.close());
  const TABLE: readonly (readonly [string, () => readonly [Record<string, unknown>, Record<string, unknown>]])[] = [
    ['issue-needed', () => [{}, {}]],
    ['written-off-already', () => [{}, { source: { doc: w.once, line: 1 } }]],
    ['source-exceeded', () => [{}, { qty: '6', source: { doc: w.half, line: 1 } }]],
    ['expense-unfit', () => [{ account: w.account('1405') }, { source: { doc: w.half, line: 1 } }]],
    ['residual-account-missing', () => [{}, { residual: '1', source: { doc: w.half, line: 1 } }]],
    ['residual-account-unfit', () => [{ residualAccount: w.account('220201') }, { residual: '1', source: { doc: w.half, line: 1 } }]],
    ['residual-too-much', () => [{ residualAccount: w.account('1221') }, { residual: '17', source: { doc: w.half, line: 1 } }]],
  ];
  test.each(TABLE)('%s', async (refused, make) => {
    const [head, line] = make();
    expect(await w.attempt('turnover-scrap', '2026-03-10', head, [{ item: w.crate, qty: '1', ...line }])).toMatchObject({ ok: false, refusal: { refused } });
  });
});
