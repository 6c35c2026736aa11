// 预测的一天: what was sold, taken back and sold in bulk becomes demand; demand becomes a forecast; a late correction changes only what it touches.
import { workOnce } from '#app/planning/jobs/runner';
import { ask, jobWith } from '#app/planning/jobs/store';
import { whatIsDue } from '#app/planning/start';
import { forecastIn } from '#app/planning/latest';
import { addDays, type Day } from '#kernel/day';
import { type SmallCompany, story } from '#testing';
import { expect } from 'vitest';

const TODAY = '2026-03-10' as Day;
const DAYS = 42;
const scopeOf = (co: SmallCompany) => ({ org: co.ids.org, tenant: co.ids.group, sites: null });
async function calculate(co: SmallCompany, kind: 'train' | 'one', params: Record<string, unknown> = {}): Promise<void> {
  const id = await ask(co.house.db, scopeOf(co), { id: co.house.ids.next(), kind, params, by: '王老板', at: co.house.clock.now() });
  await workOnce({ ports: co.house, holder: co.house.ids.next(), tell: () => undefined, stopping: new AbortController().signal }, scopeOf(co));
  expect(await co.house.db.read(scopeOf(co), (s) => jobWith(s, id))).toMatchObject({ state: 'done', error: null });
}
const week = async (co: SmallCompany, item: string): Promise<number> =>
  (await co.house.db.read(scopeOf(co), (s) => forecastIn(s, { items: [item] })))?.rows[0]?.means.slice(0, 7).reduce((a, b) => a + b, 0) ?? Number.NaN;
const demand = (co: SmallCompany, item: string, day: Day) =>
  co
    .rows<{ gross: bigint; clean: bigint; bulk: bigint }>('select gross, clean, bulk from planning.demand where item_id = $1 and day = $2', [item, day])
    .then(([r]) => r && [r.gross, r.clean, r.bulk].map((x) => Number(x) / 1e6));

story('从出库到预测：清洗、训练、红冲后只重算有关的商品', ({ step, post, doc }) => {
  step('六周零售：水每天 10 瓶；第 30 天一张团购单 600 瓶，第 35 天重复录入一张', async (co) => {
    await post(co, 'goods-receipt', {
      day: addDays(TODAY, -DAYS),
      head: { supplier: co.ids.supplier, warehouse: co.ids.shop },
      lines: [{ item: co.ids.water, qty: '3000', price: '1' }],
    });
    for (let k = 0; k < DAYS; k += 1) {
      const sale = (qty: string, as: string) =>
        post(co, 'retail-sale', { day: addDays(TODAY, k - DAYS), head: { warehouse: co.ids.shop, wallet: co.ids.cash }, lines: [{ item: co.ids.water, qty, price: '2' }] }, as);
      await sale('10', `day${k}`);
      if (k === 30) await sale('600', 'bulk');
      if (k === 35) await sale('10', 'twice');
    }
    co.house.today(TODAY);
  });
  step('训练：团购单单列，不抬高预测', async (co) => {
    await calculate(co, 'train');
    expect(await demand(co, co.ids.water, addDays(TODAY, 30 - DAYS))).toEqual([610, 10, 600]);
    expect(await week(co, co.ids.water)).toBeGreaterThan(60);
    expect(await week(co, co.ids.water)).toBeLessThan(85);
  });
  step('红冲重复的一张：冲减记在原销售日，只有水要重算', async (co) => {
    expect(await demand(co, co.ids.water, addDays(TODAY, 35 - DAYS))).toEqual([20, 20, 0]);
    await co.must({ type: 'retail-sale', command: 'reverse', id: doc('twice'), body: { reason: '重复录入' } });
    const due = await co.house.db.read(scopeOf(co), (s) => whatIsDue(s, TODAY));
    expect(due).toMatchObject({ kind: 'one', params: { items: [co.ids.water] } });
    await calculate(co, 'one', due?.params ?? {});
    expect(await demand(co, co.ids.water, addDays(TODAY, 35 - DAYS))).toEqual([20, 10, 0]);
  });
});
