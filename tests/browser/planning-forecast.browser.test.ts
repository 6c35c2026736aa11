// 预测工作台 as the buyer sees it: a shop of half a year is forecast on one click, a taken-back sale is marked and set aside, questions are answered
// by calculation, and the back-test shows what other rules would have done.
import { addDays, type Day } from '#kernel/day';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyLook } from './looks.ts';
import { canBrowse, PATIENCE, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

const DAYS = 200;
/** A number in [0, 1) that follows from its place alone. */
const drawn = (k: number, salt: number): number => {
  const x = Math.sin(k * 12.9898 + salt * 78.233) * 43_758.5453;
  return x - Math.floor(x);
};

describe.skipIf(!canBrowse)('预测', () => {
  let s: Shop;
  let v: Visit;
  beforeAll(async () => {
    s = await shop();
    const { ids } = s.co;
    const today = '2026-07-20' as Day;
    const first = addDays(today, -DAYS);
    const goods = [ids.water, ids.oil, ids.box];
    s.today('2026-01-01');
    await s.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-01-01', head: { supplier: ids.supplier, warehouse: ids.shop }, lines: goods.map((item, n) => ({ item, qty: '20000', price: String(2 + 10 * n) })) },
    });
    for (let k = 0; k < DAYS; k += 1) {
      const day = addDays(first, k);
      s.today(day);
      const lines = goods.map((item, n) => ({ item, qty: String(Math.round((8 + 4 * n) * (k % 7 > 4 ? 1.8 : 1) * (0.6 + 0.8 * drawn(k, n)))), price: String(4 + 20 * n) }));
      const sale = await s.co.must({ type: 'retail-sale', command: 'approve', body: { day, head: { warehouse: ids.shop, wallet: ids.cash }, lines } });
      if (k === DAYS - 12) await s.co.must({ type: 'retail-sale', command: 'reverse', id: sale.id, body: { reason: '重复录入' } });
    }
    s.today(today);
    v = await s.enter('linxiao');
  }, 600_000);
  afterAll(() => s?.close());

  test('the first forecast is asked for, its progress is seen, and it explains itself', { timeout: 600_000 }, async () => {
    const { page } = v;
    await v.go('/planning/forecast');
    // The house may begin by itself in this very moment; then the button goes and the progress is there all the same.
    const now = page.getByRole('button', { name: '立即计算' });
    if (await now.isVisible()) await now.click({ timeout: 5000 }).catch(() => undefined);
    await page.getByRole('progressbar').first().waitFor();
    await page.getByRole('heading', { name: '为什么是这个数' }).waitFor({ timeout: 10 * PATIENCE });
    await page.getByText(/^预计 .*平常/).waitFor();
    await page.getByRole('img', { name: /每日需求历史/ }).waitFor();
    expect(await page.getByRole('img', { name: /最近四周各方法的误差/ }).count()).toBe(1);
  });

  test('a taken-back sale is marked with its reason and can be set aside', { timeout: 300_000 }, async () => {
    const { page } = v;
    const row = page.getByRole('listitem').filter({ hasText: '销售被红冲' }).first();
    await row.getByRole('button', { name: '撤销这处清洗' }).click();
    await page
      .getByText('无效取消 · 已撤销')
      .first()
      .waitFor({ timeout: 2 * PATIENCE });
    await page.getByRole('button', { name: '恢复这处清洗' }).first().click();
    await row.getByRole('button', { name: '撤销这处清洗' }).waitFor({ timeout: 2 * PATIENCE });
  });

  test('what if: later deliveries move the three numbers', { timeout: 300_000 }, async () => {
    const { page } = v;
    await page.getByRole('button', { name: '交期多 1 天' }).click();
    const safety = page.locator('.hc-bench-wishes dd').first();
    await safety.waitFor({ timeout: 2 * PATIENCE });
    const [before = 0, after = 0] = ((await safety.textContent()) ?? '').match(/[\d.]+/g)?.map(Number) ?? [];
    expect(after).toBeGreaterThan(before);
    await page.getByRole('button', { name: '去掉促销' }).click();
    await page.getByText(/没有计划中的促销/).waitFor({ timeout: 2 * PATIENCE });
    expect(v.complaints.filter((c) => !/409/.test(c))).toEqual([]);
    const path = `/planning/forecast/${s.co.ids.water}/${s.co.ids.shop}`;
    await everyLook(s, 'linxiao', {
      path,
      shot: 'planning-forecast',
      open: async (look) => {
        await look.page.getByRole('img', { name: /每日需求历史/ }).waitFor();
      },
    });
  });

  test('the back-test runs as a job and draws what each rule would have done', { timeout: 600_000 }, async () => {
    await v.go('/planning/backtest');
    const { page } = v;
    await page.getByLabel('测试天数').selectOption('28');
    await page.getByRole('button', { name: '开始回测' }).click();
    await page.getByRole('progressbar').first().waitFor();
    await page
      .getByRole('img', { name: /^满足率（按成本）：静态公式/ })
      .first()
      .waitFor({ timeout: 20 * PATIENCE });
    await everyLook(s, 'linxiao', {
      path: '/planning/backtest',
      shot: 'planning-backtest',
      open: async (look) => {
        await look.page
          .getByRole('img', { name: /^满足率（按成本）：静态公式/ })
          .first()
          .waitFor();
      },
    });
    await everyLook(s, 'linxiao', {
      path: '/planning/jobs',
      shot: 'planning-jobs',
      open: async (look) => {
        await look.page.getByText('训练并预测').first().waitFor();
      },
    });
  });
});
