import { saveAll } from '#app/founding';
import { wholePolicy } from '#app/planning/policy/keeper';
import type { SmallCompany } from '#testing';
import { expect } from 'vitest';
import { command, soon } from './desk.ts';
import { rowsOf } from './reading.ts';
import { tale } from './tale.ts';

const TODAY = '2026-03-10';
const scope = (co: SmallCompany) => ({ org: co.ids.org, tenant: co.ids.group, sites: null });

/** A forecast and its history as a job leaves them: so many a day, with a spread of 30 %. */
async function foreseen(co: SmallCompany, series: readonly (readonly [string, string, number])[]): Promise<void> {
  const job = co.house.ids.next();
  const quantiles = (mean: number) => Array.from({ length: 14 }, () => [1, 1.25, 1.38, 1.49, 1.7].map((q) => q * mean)).flat();
  await co.house.db.write(scope(co), async (tx) => {
    await tx.query(
      `insert into planning.job (org_id, id, kind, state, progress, origin, horizon, asked_by, asked_at, ended_at) values (books.org(), $1, 'train', 'done', 1, $2, 14, '系统', $3::timestamptz, $3::timestamptz)`,
      [job, TODAY, co.house.clock.now()],
    );
    for (const [item, warehouse, mean] of series) {
      await tx.query(
        `insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles) values (books.org(), $1, $2, $3, $4, 14, 'smooth', 'structural', $5, $6)`,
        [job, item, warehouse, TODAY, Array.from({ length: 14 }, () => mean), quantiles(mean)],
      );
      await tx.query(
        `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean, censored) select books.org(), $1, $2, $3::date + d, m, m, d % 23 = 0 from generate_series(-90, -1) d, lateral (select round($4::numeric * (1 + 0.2 * sin(d))) * 1000000 as m) x`,
        [item, warehouse, TODAY, mean],
      );
    }
    await tx.query('insert into planning.current (org_id, job_id) values (books.org(), $1)', [job]);
  });
}

tale('补货，在浏览器里走一遍', ({ step }) => {
  step('四种货、两个仓；水快卖完，油的订单逾期，牛奶快到期', async ({ shop }) => {
    const { co } = shop;
    const { supplier, main, water, oil, milk, box, customer } = co.ids;
    const book = (type: string, day: string, head: object, lines: object[]) => {
      shop.today(day);
      return co.must({ type, command: 'approve', body: { day, head, lines } });
    };
    const [second] = await saveAll(co.house, co.caller, 'supplier', [{ name: '江北粮油', data: { leadDays: 2 } }]);
    await saveAll(co.house, co.caller, 'price', [
      { name: '水', data: { kind: 'purchase', item: water, party: supplier, price: '1.13' } },
      { name: '油', data: { kind: 'purchase', item: oil, party: supplier, price: '54.5' } },
      { name: '箱', data: { kind: 'purchase', item: box, party: second?.id, price: '22.6' } },
    ]);
    await saveAll(co.house, co.caller, 'substitute', [{ name: '油改箱', data: { item: oil, substitute: box, ratio: '1', priority: '1' } }]);
    for (const [ordered, came] of [
      ['2026-01-12', '2026-01-15'],
      ['2026-01-26', '2026-01-30'],
      ['2026-02-09', '2026-02-12'],
    ] as const) {
      const order = await book('purchase-order', ordered, { supplier, warehouse: main }, [
        { item: water, qty: '240' },
        { item: oil, qty: '24' },
      ]);
      await book('goods-receipt', came, { supplier, warehouse: main }, [
        { item: water, qty: '240', source: { doc: order.id, line: 1 } },
        { item: oil, qty: '24', source: { doc: order.id, line: 2 } },
      ]);
    }
    await book('goods-receipt', '2026-02-20', { supplier, warehouse: main }, [
      { item: milk, qty: '60', price: '3.39', lot: 'N0201', made: '2025-09-22' },
      { item: box, qty: '9', price: '22.6' },
    ]);
    await book('transfer', '2026-02-24', { from: main, to: co.ids.shop, direct: true }, [{ item: water, qty: '14' }]);
    await book('sales-delivery', '2026-02-26', { customer, warehouse: main }, [
      { item: water, qty: '660', price: '1' },
      { item: oil, qty: '66', price: '55' },
    ]);
    await book('write-off', '2026-03-02', { warehouse: main, reason: co.ids['reasonLoss'] }, [{ item: box, qty: '1' }]);
    await book('purchase-order', '2026-03-03', { supplier, warehouse: main, wanted: '2026-03-06' }, [{ item: oil, qty: '30' }]);
    shop.today(TODAY);
    await foreseen(co, [[water, co.ids.shop, 12], [water, main, 18], [oil, main, 3], [milk, main, 2], [box, main, 1]]); // biome-ignore format: one list
    await wholePolicy(co.house, scope(co));
  });
  step('采购员从命令框打开补货建议：先调拨再采购，每条有理由和避免的损失', async ({ at }) => {
    const v = await at('linxiao');
    await command(v, '补货建议');
    await v.page.getByRole('heading', { level: 1, name: '补货建议' }).waitFor();
    await v.settled();
    const rows = await rowsOf(v);
    expect(rows.map((r) => r.join('|')).join('\n')).toMatch(/农夫山泉.*总仓.*采购.*华东食品批发/);
    await v.shot('planning-suggestions');
    expect(await v.axe()).toEqual([]);
    await v.page.locator('.hc-table tbody tr').first().click();
    const drawer = v.page.getByRole('dialog');
    await drawer.getByRole('heading', { name: '库存水位' }).waitFor();
    await v.settled();
    await v.shot('planning-suggestions-one');
    expect(await v.axe()).toEqual([]);
    await drawer.getByLabel('您要的数量').fill('33');
    await drawer.getByRole('button', { name: '按这个数量采用' }).click();
    await v.page.getByText('调整数量时请写明原因，以后会按实际结果评价').waitFor();
    await v.page.keyboard.press('Escape');
  });
  step('全选，一次采用：单据是草稿，链接点得开', async ({ at }) => {
    const v = await at('linxiao');
    const { page } = v;
    await page.locator('thead input[type=checkbox]').check();
    await page.getByRole('button', { name: '采用并生成单据' }).click();
    const link = page.getByRole('link', { name: /采购订单 CGDD-/ }).first();
    await link.waitFor();
    await v.shot('planning-suggestions-done');
    await link.click();
    await page.getByRole('heading', { level: 1, name: /采购订单/ }).waitFor();
    await v.settled();
    await v.go('/planning/suggestions?state=done');
    await soon(async () => (await rowsOf(v)).length).toBeGreaterThan(0);
    await v.shot('planning-suggestions-list');
  });
  step('店长在手机上看名单：改判要写原因，系统记下', async ({ shop }) => {
    const v = await shop.enter('linxiao', { phone: true });
    await v.go('/planning/risks');
    await v.shot('planning-risks');
    expect(await v.axe()).toEqual([]);
    const card = v.page.locator('.hc-risk').first();
    const name = (await card.locator('header a').innerText()).split('\n')[0] ?? '';
    await card.getByRole('button', { name: /改判/ }).click();
    const dialog = v.page.getByRole('dialog');
    await dialog.getByLabel(/您要补的数量/).fill('-3');
    await dialog.getByText('请填数量，如 12 或 0.5').waitFor();
    await dialog.getByLabel(/您要补的数量/).fill('0');
    expect(await dialog.getByRole('button', { name: '改判' }).isDisabled()).toBe(true);
    await dialog.getByRole('button', { name: '天气变化' }).click();
    await v.settled();
    await v.shot('planning-risks-override');
    await dialog.getByRole('button', { name: '改判', exact: true }).click();
    await v.page.getByText(/林晓 改判：不补（天气变化）/).waitFor();
    expect(name).not.toBe('');
    expect(v.complaints).toEqual([]);
    const dark = await shop.enter('linxiao', { phone: true, dark: true });
    await dark.go('/planning/risks');
    await dark.shot('planning-risks');
    await dark.go('/planning/suggestions');
    await dark.shot('planning-suggestions');
    expect(await dark.axe()).toEqual([]);
    await dark.go('/planning/kpi');
    await dark.shot('planning-kpi');
    expect(dark.complaints).toEqual([]);
  });
  step('油的供应商逾期：预案里有收纳箱顶上（仅作试验），采用后是替代料申请单', async ({ at }) => {
    const v = await at('linxiao');
    await v.go('/planning/substitutes');
    await v.page.getByText(/已过约定到货日（最早 2026-03-06）/).waitFor();
    await v.shot('planning-substitutes');
    expect(await v.axe()).toEqual([]);
    await v.page.getByRole('button', { name: '采用并生成替代料申请单' }).click();
    await v.page.getByRole('link', { name: /替代料申请单 TDSQ-/ }).waitFor();
  });
  step('财务主管看指标：选周转，看走势和背后的商品；参数由他定', async ({ at, shop }) => {
    const v = await at('zhaoqing');
    await v.go('/planning/kpi');
    await v.page.getByRole('radio', { name: /满足率/ }).waitFor();
    await v.shot('planning-kpi');
    expect(await v.axe()).toEqual([]);
    await v.page.getByRole('radio', { name: /报损率/ }).click();
    await v.page.getByRole('heading', { name: '报损最多的商品' }).waitFor();
    await v.settled();
    await soon(async () => (await rowsOf(v)).map((r) => r.join(' ')).join()).toContain('收纳箱 大号');
    await v.go('/planning/suggestions');
    await v.page.getByRole('button', { name: '补货参数' }).click();
    await v.page.getByLabel('A 类 %').waitFor();
    await v.settled();
    await v.shot('planning-settings');
    expect(await v.axe()).toEqual([]);
    // A figure that is none is refused where it stands; nothing is saved, nothing of the rest is lost.
    await v.page.getByLabel('A 类 %').fill('abc');
    await v.page.getByLabel(/预算/).fill('一万');
    await v.page.getByRole('button', { name: '保存', exact: true }).click();
    await v.page.getByText('请填 50 到 99.9 之间的数').waitFor();
    await v.page.getByText('请填 1 以上的金额，留空不限').waitFor();
    await v.page.getByLabel(/预算/).fill('');
    await v.page.getByLabel('A 类 %').fill('99');
    await v.page.getByRole('button', { name: '保存', exact: true }).click();
    await v.page.getByText('已保存并重算').waitFor();
    await v.page.keyboard.press('Escape');
    await v.go(`/records/item/${shop.co.ids.water}`);
    await v.page.getByRole('heading', { name: '库存水位' }).waitFor();
    await v.page.getByText('99% 满足率').first().waitFor();
    await v.page.locator('.hc-levels').scrollIntoViewIfNeeded();
    await v.shot('planning-levels-item');
    await v.go('/views/stock-levels');
    await soon(async () => (await rowsOf(v)).length).toBeGreaterThan(3);
    await v.shot('planning-levels-view');
  });
  step('仓管没有补货的权限，菜单里也没有', async ({ at }) => {
    const v = await at('lidahai');
    await v.go('/planning/suggestions');
    await v.page
      .getByText(/您没有|没有权限/)
      .first()
      .waitFor();
    expect(await v.page.locator('.hc-nav').getByText('补货建议').count()).toBe(0);
  });
});
