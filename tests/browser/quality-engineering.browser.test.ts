// A product is made another way from now on, as its planner does it at a desk: the 工程变更单 is approved, and the plan's materials stand there anew.
import { saveAll } from '#app/founding';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, begin, choose, put, soon, write } from './desk.ts';
import { everyLook } from './looks.ts';
import { canBrowse, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

describe.skipIf(!canBrowse)('工程变更', () => {
  let s: Shop;
  let v: Visit;
  let plan = '';
  beforeAll(async () => {
    s = await shop();
    const { co } = s;
    const [gift] = await saveAll(co.house, co.caller, 'item', [{ name: '厨房礼盒', data: { category: co.ids['dry'], unit: '套', taxRate: '0.13' } }]);
    const [machine] = await saveAll(co.house, co.caller, 'machine', [{ name: '包装线', data: { tag: 'BZ-01', hoursPerDay: '8', targetOee: '85' } }]);
    const made = (version: number, valid: Record<string, string>, other: Record<string, unknown>) => ({
      name: `厨房礼盒 第 ${version} 版`,
      data: { item: gift?.id, version, ...valid, batch: '1', makeDays: 2, components: [{ item: co.ids.oil, qty: '2' }, other] },
    });
    await saveAll(co.house, co.caller, 'bom', [
      made(1, { valid: '2026-01-01' }, { item: co.ids.box, qty: '1' }),
      made(2, { drawing: 'DR-1-B' }, { item: co.ids.water, qty: '2', buyDays: 9 }),
    ]);
    for (const [item, qty] of [
      [co.ids.oil, '20'],
      [co.ids.box, '10'],
    ])
      await co.must({
        type: 'other-receipt',
        command: 'approve',
        body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ item, qty, unitCost: '20' }] },
      });
    plan = (
      await co.must({
        type: 'production-plan',
        command: 'approve',
        body: { day: '2026-03-05', head: { machine: machine?.id }, lines: [{ item: gift?.id, qty: '8', warehouse: co.ids.main, due: '2026-03-12' }] },
      })
    ).number;
    v = await s.enter('wangqiang');
  });
  afterAll(() => s?.close());

  test('the plan has set its materials aside; the change is entered, approved, and the plan prepares itself anew and is later', async () => {
    const { page } = v;
    await v.go('/documents/material-plan');
    await page.getByText(plan).first().waitFor();
    await v.go('/');
    await begin(v, '工程变更单');
    await write(page, '变更原因', '外箱改为赠水');
    await choose(page, ['产品', 1], 'cflh', '厨房礼盒');
    await choose(page, ['新版物料清单', 1], '第 2 版', '厨房礼盒 第 2 版');
    await put(page, ['生效日', 1], '2026-03-10');
    await v.shot('engineering-1-entering');
    await approve(v);
    await page.getByText('第 2 版 DR-1-B').first().waitFor();
    expect(await v.axe()).toEqual([]);
    // The house does the rest by itself.
    await soon(async () => (await s.co.rows(`select 1 from books.document where type = 'material-plan' and state = 'closed'`)).length).toBe(1);
    await soon(async () => (await s.co.rows(`select 1 from books.document where type = 'plan-shift' and state = 'posted'`)).length).toBe(1);
    const [materials] = await s.co.rows<{ id: string }>(`select id from books.document where type = 'material-plan' and state = 'posted'`);
    const path = `/documents/material-plan/${materials?.id}`;
    await everyLook(s, 'wangqiang', { path, shot: 'engineering-2-materials', open: ({ page: seen }) => seen.getByText('农夫山泉').first().waitFor() });
    await v.go('/documents/plan-shift');
    await page.getByText('工程变更：外箱改为赠水，缺料').first().click();
    await page.getByText('2026-03-21').first().waitFor();
    await v.settled();
    await v.shot('engineering-3-later');
  });
});
