import { expect } from 'vitest';
import { answer, approve, begin, choose, put, receive, reached, refer, refused, soon } from './desk.ts';
import type { Visit } from './house.ts';
import { everyLook } from './looks.ts';
import { tale } from './tale.ts';

const verdict = (v: Visit): Promise<string> => v.page.locator('.hc-close-verdict h2').innerText();
const steps = (v: Visit): Promise<string[]> => v.page.locator('.hc-step').evaluateAll((all) => all.map((li) => (li as unknown as { className: string }).className));
/** A figure of the statement on the screen by the name of its line; `column` counts from the name on. */
const figure = async ({ page }: Visit, line: string, column = 1): Promise<string> => {
  const row = page.locator('.hc-sheet tbody tr').filter({ has: page.locator(`td:text-is("${line}")`) });
  const cells = (await row.first().locator('td').allInnerTexts()).map((text) => text.trim());
  const numbered = /^\d+$/.test(cells[cells.indexOf(line) + 1] ?? '') ? 1 : 0;
  return (cells[cells.indexOf(line) + numbered + column] ?? '').replaceAll(',', '');
};

tale('月末结账和报表，在浏览器里走一遍', ({ step }) => {
  let draft = '';
  step('一月的业务：进 100 瓶水，零售 40 瓶；还有一张没审核的采购订单和一张没审核的零售单', async ({ shop, at }) => {
    const { co } = shop;
    shop.today('2026-01-20');
    const v = await at('wangqiang');
    await receive(v, { of: '水', qty: '100', price: '1.13' });
    await begin(v, '零售单');
    await refer(v.page, '门店', 'zc', '总仓');
    await refer(v.page, '收款账户', 'kcxj', '库存现金');
    await choose(v.page, ['商品', 1], 'nfsq', '农夫山泉');
    await put(v.page, ['数量', 1], '40');
    await put(v.page, ['含税单价', 1], '2.26');
    await approve(v);
    const made = await co.must({
      type: 'retail-sale',
      command: 'save',
      body: { day: '2026-01-31', head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: co.ids.water, qty: '1', price: '2.26' }] },
    });
    draft = made.number ?? '';
    shop.today('2026-02-03');
  });
  step('会计方敏看得到检查和步骤，但没有结账的按钮', async ({ at }) => {
    const v = await at('fangmin');
    await v.go('/close');
    expect(await v.page.getByRole('radio', { name: /^1月/ }).getAttribute('aria-checked')).toBe('true');
    await soon(() => verdict(v)).toMatch(/还有 \d+ 项须先处理/);
    expect(await v.page.getByRole('button', { name: /^结账 2026/ }).count()).toBe(0);
    expect(await v.page.locator('.hc-step').count()).toBeGreaterThan(10);
    await v.shot('close-1-accountant');
    expect(await v.axe()).toEqual([]);
  });
  step('财务主管赵清：没审核的单据拦住结账，清单直接链到它；作废以后清单变绿', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/close');
    const button = page.getByRole('button', { name: /^结账 2026/ });
    expect(await button.isDisabled()).toBe(true);
    await v.shot('close-2-blocked');
    await page
      .locator('.hc-finding-block .hc-finding-items')
      .getByRole('link', { name: new RegExp(draft) })
      .click();
    await page.getByRole('heading', { level: 1, name: '零售单' }).waitFor();
    const boss = await at('wangqiang');
    await boss.go(new URL(page.url()).pathname);
    await boss.page.locator('.hc-doc-bar').getByRole('button', { name: '更多' }).click();
    await boss.page.getByRole('menuitem', { name: '作废' }).click();
    await answer(boss.page, '作废');
    await reached(boss, '已作废');
    await page.bringToFront();
    await v.go('/close');
    await soon(() => verdict(v)).toMatch(/可以结账|请留意/);
    expect(await button.isDisabled()).toBe(false);
  });
  step('Ctrl Enter：步骤一步步走完，生成结转单据，期间关闭', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await page.keyboard.press('Control+Enter');
    await soon(() => verdict(v)).toBe('2026年1月已结账');
    await v.settled();
    expect((await steps(v)).filter((c) => !/hc-step-(done|skipped)/.test(c))).toEqual([]);
    await soon(() => page.locator('.hc-made li').count()).toBeGreaterThan(1);
    expect(await page.getByRole('radio', { name: /^1月/ }).innerText()).toContain('已结');
    await v.shot('close-3-closed');
    expect(await v.axe()).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toBe('月结清单 2026年1月.xlsx');
  });
  step('关了的月份不再收单据，拒绝里说明怎么办', async ({ at }) => {
    const v = await at('wangqiang');
    await begin(v, '采购入库单');
    await refer(v.page, '供应商', 'hdsp', '华东食品批发');
    await refer(v.page, '仓库', 'zc', '总仓');
    await v.page.getByRole('textbox', { name: '单据日期', exact: true }).fill('2026-01-15');
    await v.page.keyboard.press('Enter');
    await choose(v.page, ['商品', 1], 'nfsq', '农夫山泉');
    await put(v.page, ['数量', 1], '1');
    await put(v.page, ['含税单价', 1], '1.13');
    await v.page.keyboard.press('Control+Enter');
    await refused(v.page, /2026.?0?1[\s\S]*(结账|关闭|反结账)/);
    await v.shot('close-4-refused');
  });
  step('三张报表：资产合计等于负债和权益合计，利润 40，现金 90.40；每个数字都能打开构成，一直走到单据', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await page.getByRole('link', { name: '看报表' }).click();
    await page.getByRole('heading', { level: 1, name: '资产负债表' }).waitFor();
    await v.settled();
    expect(await figure(v, '存货')).toBe('60.00');
    expect(await figure(v, '货币资金')).toBe('90.40');
    const totals = await page.locator('.hc-sheet tbody tr').last().innerText();
    expect(totals.match(/150\.40/g), '两边相等').toHaveLength(2);
    expect(await page.locator('.hc-alarm').count()).toBe(0);
    await v.shot('statements-1-balance-sheet');
    expect(await v.axe()).toEqual([]);
    await page.getByRole('link', { name: '利润表' }).click();
    await page.getByRole('heading', { level: 1, name: '利润表' }).waitFor();
    await v.settled();
    const sales = page.locator('.hc-sheet tbody tr').filter({ hasText: '营业收入' }).first().getByRole('button').first();
    expect((await sales.innerText()).trim()).toBe('80.00');
    await v.shot('statements-2-income');
    await sales.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('dialog');
    await drawer.getByRole('link', { name: /5001/ }).first().waitFor();
    await v.shot('statements-3-drill');
    expect(await v.axe()).toEqual([]);
    await drawer.getByRole('link', { name: /5001/ }).first().click();
    await page.getByRole('heading', { level: 1, name: '明细账' }).waitFor();
    await v.settled();
    expect(await page.locator('.hc-table').innerText()).toMatch(/LSD-202601-0001|零售/);
    await v.go('/statements/cash-flow?period=202601');
    expect(await page.locator('.hc-sheet').innerText()).toMatch(/销售[\s\S]*90\.40/);
    await v.shot('statements-4-cash-flow');
  });
  step('报表导出 Excel、打印一页、季报和上一期都能翻', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/statements/balance-sheet?period=202601');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toMatch(/资产负债表.*\.xlsx$/);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    await page.getByRole('radio', { name: '季报' }).click();
    await soon(() => page.locator('.hc-sheet').innerText()).toMatch(/60\.00/);
    await page.getByRole('button', { name: '下一期' }).click();
    await soon(() => page.url()).toContain('202602');
  });
  step('反结账要写原因；不写不放行，写了留在记录里，再结账只补差额', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/close?period=202601');
    await page.getByRole('button', { name: '反结账' }).click();
    const box = page.getByRole('dialog');
    await box.getByRole('button', { name: '反结账', exact: true }).click();
    await box.locator('.hc-error').waitFor();
    await v.shot('close-5-reason');
    await answer(page, '反结账', '漏了一张电费单');
    await soon(() => verdict(v)).not.toContain('已结账');
    expect(await page.getByRole('region', { name: '结账记录' }).innerText()).toContain('漏了一张电费单');
    const documents = await page.locator('.hc-made li .hc-link').count();
    await page.keyboard.press('Control+Enter');
    await soon(() => verdict(v)).toBe('2026年1月已结账');
    await v.settled();
    expect(await page.locator('.hc-made li .hc-link').count(), '没有新业务，没有新结转单').toBe(documents);
    await v.shot('close-6-again');
  });
  step('手机上、暗色里也看得清', async ({ shop }) => {
    await everyLook(
      shop,
      'zhaoqing',
      { path: '/close?period=202601', shot: 'close-7' },
      { path: '/close?period=202602', shot: 'close-8' },
      { path: '/statements/balance-sheet?period=202601', shot: 'statements-5' },
    );
  });
});
