import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { works, type Works } from '../testing/works.ts';
import { turnoverIssue } from './document.ts';

const prepared = async (co: SmallCompany): Promise<Works & { crate: string }> => {
  const w = await works(co);
  const [kind] = await saveAll(co.house, co.caller, 'item-category', [{ name: '周转材料', data: { inventoryAccount: '1411' } }]);
  const crate = await w.addItem('周转箱', { unit: '个', category: kind?.id });
  await w.stock('2026-03-02', [
    { item: crate, qty: '7', unitCost: '33.33' },
    { item: co.ids.box, qty: '1', unitCost: '5' },
  ]);
  return { ...w, crate };
};

describeDocument(turnoverIssue, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ crate: (await prepared(co)).crate }),
  body: (co, { crate }) => ({ day: '2026-03-05', head: { warehouse: co.ids.main, method: 'half' }, lines: [{ item: crate, qty: '3' }] }),
});

describe('周转材料领用', () => {
  let w: Awaited<ReturnType<typeof prepared>>;
  beforeAll(async () => {
    w = await prepared(await smallCompany(await memoryHouse()));
  });
  afterAll(() => w?.co.house.close());
  test.each([
    ['not-turnover', {}, () => [{ item: w.co.ids.box, qty: '1' }]],
    ['expense-unfit', { account: '220201' }, () => [{ item: w.crate, qty: '1' }]],
    ['not-enough-stock', {}, () => [{ item: w.crate, qty: '8' }]],
  ] as const)('is refused: %s', async (refused, head, lines) => {
    const account = 'account' in head ? { account: w.account(head.account) } : {};
    expect(await w.attempt('turnover-issue', '2026-03-05', { warehouse: w.co.ids.main, method: 'once', ...account }, lines())).toMatchObject({ ok: false, refusal: { refused } });
  });

  test('at once, or by halves: scraps take exactly the rest, remains lower the expense, a late cost is caught up with', async () => {
    const { co } = w;
    await w.post('turnover-issue', '2026-03-05', { warehouse: co.ids.main, method: 'once', account: w.account('5601') }, [{ item: w.crate, qty: '1' }]);
    expect([await co.balance('1411'), await co.balance('5601')]).toEqual(['199.98', '33.33']);
    const issue = await w.post('turnover-issue', '2026-03-06', { warehouse: co.ids.main, method: 'half' }, [{ item: w.crate, qty: '3' }]);
    // 99.99: half of it, 50.00 (49.995), now.
    expect([await co.balance('141102'), await co.balance('141103'), await co.balance('5602')]).toEqual(['99.99', '-50.00', '50.00']);
    await w.agree();
    const source = { doc: issue.id, line: 1 };
    const scrap = (qty: string, more: Record<string, unknown> = {}, head: Record<string, unknown> = {}) =>
      w.post('turnover-scrap', '2026-03-10', head, [{ item: w.crate, qty, source, ...more }]);
    const first = await scrap('1', { residual: '2' }, { residualAccount: w.account('1221') });
    // A third: 33.33 out of use, 16.66 of the 49.99 left, of which 2.00 come back.
    expect([await co.balance('141102'), await co.balance('141103'), await co.balance('5602'), await co.balance('1221')]).toEqual(['66.66', '-33.33', '64.66', '2.00']);
    expect(await co.do({ type: 'turnover-issue', command: 'reverse', id: issue.id, body: { reason: '退回' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'has-dependents' },
    });
    await co.must({ type: 'turnover-scrap', command: 'reverse', id: first.id, body: { reason: '还能用' } });
    expect([await co.balance('141102'), await co.balance('141103'), await co.balance('5602'), await co.balance('1221')]).toEqual(['99.99', '-50.00', '50.00', '0.00']);
    // A receipt dated before makes the three cost 101.40: the correction goes to 在用, the scrap writes it off.
    await w.stock('2026-03-03', [{ item: w.crate, qty: '1', unitCost: '37.05' }]);
    await w.agree();
    const inUse = await co.balance('141102');
    expect(Number(inUse)).toBeGreaterThan(99.99);
    const found = co.house.catalog.views.find((v) => v.name === 'turnover-in-use');
    expect(await co.rows(found?.sql ?? '', [null, null, 10, 0])).toMatchObject([{ name: '周转箱', qty: '3', cost: inUse, rest: (Number(inUse) - 50).toFixed(2) }]);
    await scrap('3');
    expect([await co.balance('141102'), await co.balance('141103'), await co.balance('5602')]).toEqual(['0.00', '0.00', inUse]);
    expect(await co.rows(found?.sql ?? '', [null, null, 10, 0])).toEqual([]);
  });

  test('what articles turn out to have cost after part of them was scrapped becomes expense with that part', async () => {
    const { co } = w;
    const [kind] = await co.rows<{ id: string }>(`select id from books.record where type = 'item-category' and name = '周转材料'`);
    const crate = await w.addItem('托盘', { unit: '个', category: kind?.id });
    const now = async (): Promise<readonly number[]> => Promise.all(['141102', '141103', '5602'].map(async (a) => Number(await co.balance(a))));
    const before = await now();
    const more = async (): Promise<readonly number[]> => (await now()).map((n, i) => Math.round((n - (before[i] ?? 0)) * 100) / 100);
    await w.stock('2026-03-04', [{ item: crate, qty: '4', unitCost: '20' }]);
    const issue = await w.post('turnover-issue', '2026-03-06', { warehouse: co.ids.main, method: 'half' }, [{ item: crate, qty: '4' }]);
    const scrap = (qty: string) => w.post('turnover-scrap', '2026-03-10', {}, [{ item: crate, qty, source: { doc: issue.id, line: 1 } }]);
    const first = await scrap('1');
    expect(await more()).toEqual([60, -30, 50]);
    // Four at 30.00 come late: those in use cost 100.00 in all; the one that is scrapped cost 25.00.
    await w.stock('2026-03-05', [{ item: crate, qty: '4', unitCost: '30' }]);
    expect(await more()).toEqual([75, -30, 55]);
    await co.must({ type: 'turnover-scrap', command: 'reverse', id: first.id, body: { reason: '还能用' } });
    expect(await more()).toEqual([100, -40, 40]);
    await scrap('4');
    expect(await more()).toEqual([0, 0, 100]);
    await w.agree();
  });
});
