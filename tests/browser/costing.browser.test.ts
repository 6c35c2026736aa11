import { saveAll } from '#app/founding';
import { expect } from 'vitest';
import { command, soon } from './desk.ts';
import { rowsOf } from './reading.ts';
import { tale } from './tale.ts';

tale('成本计算，在浏览器里走一遍', ({ step }) => {
  step('进油 10 桶每桶 50，卖 4 桶；补录一张更早的 10 桶每桶 60；另有按月计价的大米', async ({ shop }) => {
    const { co } = shop;
    const { supplier, customer, main, oil, dry } = co.ids;
    const [rice] = await saveAll(co.house, co.caller, 'item', [{ name: '五常大米', data: { category: dry, unit: '袋', taxRate: '0.09', costMethod: 'monthly-average' } }]);
    const receive = (day: string, item: string | undefined, price: string) =>
      co.must({ type: 'goods-receipt', command: 'approve', body: { day, head: { supplier, warehouse: main }, lines: [{ item, qty: '10', price }] } });
    shop.today('2026-03-10');
    await receive('2026-03-03', oil, '54.50');
    await receive('2026-03-03', rice?.id, '109');
    await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-04', head: { customer, warehouse: main }, lines: [{ item: oil, qty: '4', price: '76.30' }] },
    });
    await receive('2026-03-02', oil, '65.40');
  });
  step('会计从命令框打开成本计算：数量、单位成本、金额、状态都在一行里', async ({ at }) => {
    const v = await at('fangmin');
    await command(v, '成本计算');
    await v.page.getByRole('heading', { level: 1, name: '成本计算' }).waitFor();
    await v.settled();
    const rows = await rowsOf(v);
    expect(rows.map((r) => r.slice(1))).toEqual([
      ['五常大米', '待月末计价', '全月一次加权平均', '10', '100.0000', '1000.00', '2026-03-03'],
      ['金龙鱼调和油 5L', '正常', '移动加权平均', '16', '55.0000', '880.00', '2026-03-04'],
    ]);
    await v.shot('costing-1');
    expect(await v.axe()).toEqual([]);
  });
  step('只用键盘：回车打开油，右边看到补录带来的成本调整，点进去是出库成本调整单', async ({ at }) => {
    const v = await at('fangmin');
    const { page } = v;
    await page.locator('.hc-table').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const card = page.locator('.hc-pool');
    await soon(() => card.innerText()).toMatch(/金龙鱼调和油[\s\S]*单位成本\s*55\.00[\s\S]*CBTZ-202603-0001[\s\S]*成本调整/);
    await v.settled();
    await v.shot('costing-2-card');
    expect(await v.axe()).toEqual([]);
    await card.getByRole('link', { name: '出库成本调整单' }).click();
    await page.getByRole('heading', { level: 1, name: '出库成本调整单' }).waitFor();
    await v.settled();
    expect(await rowsOf(v)).toHaveLength(1);
    expect(await page.getByRole('link', { name: /新建/ }).count(), '系统生成的单据没有新建').toBe(0);
    await page.goBack();
  });
  step('要处理的、按方法、找不到的，都有话说', async ({ at }) => {
    const v = await at('fangmin');
    const { page } = v;
    await v.go('/costing');
    await page.getByRole('radio', { name: '要处理' }).click();
    await soon(async () => (await rowsOf(v)).map((r) => r[1])).toEqual(['五常大米']);
    await page.locator('.hc-table tbody tr').first().click();
    await page.getByText('本月成本为暂计，月末结账时确定').waitFor();
    await v.go('/costing?q=没有这个');
    await page.getByText('没有符合条件的商品').waitFor();
    await page.getByRole('button', { name: '清除条件' }).click();
    await soon(async () => (await rowsOf(v)).length).toBe(2);
  });
  step('仓管看不到成本；手机上在下面打开；导出是 Excel', async ({ shop, at }) => {
    const keeper = await at('lidahai');
    await keeper.go('/costing');
    await keeper.page.getByText('您没有查看成本的权限').waitFor();
    expect(await keeper.page.locator('.hc-costing').innerText()).not.toMatch(/880|55\.0/);
    const v = await shop.enter('fangmin', { phone: true, dark: true });
    await v.go('/costing');
    await v.page.locator('.hc-table tbody tr').nth(1).click();
    await v.page.getByRole('dialog', { name: '金龙鱼调和油 5L' }).waitFor();
    await v.settled();
    await v.shot('costing-3');
    expect(await v.axe()).toEqual([]);
    await v.page.keyboard.press('Escape');
    const [file] = await Promise.all([v.page.waitForEvent('download'), v.page.getByRole('link', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
    expect(v.complaints).toEqual([]);
  });
});
