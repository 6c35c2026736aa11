import { expect } from 'vitest';
import { answer, approve, begin, fillReceipt, type Made, put, receive, refer, soon, write } from './desk.ts';
import { everyLook } from './looks.ts';
import { tale } from './tale.ts';

tale('对票、体检、自评和业务设置，在浏览器里走一遍', ({ step }) => {
  const made: Record<string, Made> = {};
  step('老板在业务设置里把发票超差改为拦截：先说后果，要写原因，能撤销', async ({ shop, at }) => {
    shop.today('2026-03-01');
    const v = await at('wangqiang');
    const { page } = v;
    await v.go('/settings/company');
    await v.shot('rules-1');
    expect(await v.axe()).toEqual([]);
    const control = page.getByRole('radiogroup', { name: '发票超差时' });
    await control.getByRole('radio', { name: /拦截/ }).click();
    const box = page.getByRole('dialog', { name: /发票超差时：提醒 → 拦截/ });
    await box.getByText('在放行以前不能付款').waitFor();
    await box.getByRole('button', { name: '取消' }).click();
    expect(await control.getByRole('radio', { name: /提醒/ }).isChecked(), '取消就什么都没改').toBe(true);
    await control.getByRole('radio', { name: /拦截/ }).click();
    await box.getByRole('button', { name: '确认修改' }).click();
    await box.locator('.hc-error').waitFor();
    await v.shot('rules-2-reason');
    await answer(page, '确认修改', '上月多付了两张发票');
    await soon(() => control.getByRole('radio', { name: /拦截/ }).isChecked()).toBe(true);
    const history = page.getByRole('complementary', { name: '最近修改' });
    await soon(() => history.innerText()).toMatch(/发票超差时 提醒 → 拦截（上月多付了两张发票）[\s\S]*王强/);
    const price = page.getByRole('textbox', { name: '价格容差' });
    await price.fill('80');
    await price.press('Enter');
    await page.getByText('请填 0 到 50 %之间的数').waitFor();
    await price.fill('1.5');
    await price.press('Enter');
    await soon(() => history.innerText()).toContain('价格容差 2% → 1.5%');
    await v.shot('rules-3-changed');
    await page.getByRole('button', { name: '撤销' }).last().click();
    await soon(() => price.inputValue()).toBe('2');
  });
  step('会计只能看业务设置；没有出入库以前成本范围还能选，之后不能', async ({ at }) => {
    const v = await at('fangmin');
    await v.go('/settings/company');
    await v.page.getByText('修改须有“管理设置”权限').waitFor();
    expect(await v.page.locator('.hc-rule input:not(:disabled)').count()).toBe(0);
    const boss = await at('wangqiang');
    const pool = boss.page.getByRole('radiogroup', { name: '成本核算范围' });
    expect(await pool.getByRole('radio', { name: /按仓库组/ }).isDisabled()).toBe(false);
    made['first'] = await receive(boss, { of: '油', qty: '10', price: '54.50' });
    await boss.go('/settings/company');
    expect(await pool.getByRole('radio', { name: /按仓库组/ }).isDisabled()).toBe(true);
    await boss.page.getByText('已有出入库单据，不能再改').waitFor();
  });
  step('第二张入库审核后，会计在匹配工作台勾两行入库生成一张发票草稿', async ({ shop, at }) => {
    shop.today('2026-03-05');
    const boss = await at('wangqiang');
    await boss.go('/');
    await fillReceipt(boss, [{ of: '水', unit: '箱', qty: '4', price: '27.12' }]);
    made['second'] = await approve(boss);
    const v = await at('fangmin');
    const { page } = v;
    await v.go('/matching');
    const left = page.getByRole('region', { name: '未开票入库' }).last();
    await soon(() => left.locator('tbody tr:not([aria-hidden])').count()).toBe(2);
    await left.getByText('金龙鱼').click();
    await soon(() => page.locator('.hc-match-sides').innerText()).toMatch(/入库单[\s\S]*54\.50/);
    await v.shot('matching-1');
    expect(await v.axe()).toEqual([]);
    for (const box of await left.locator('tbody').getByRole('checkbox').all()) await box.check();
    await page.getByRole('button', { name: '按 2 行生成发票' }).click();
    await page.getByRole('heading', { level: 1, name: '采购发票' }).waitFor();
    await v.settled();
  });
  step('票面比入库价高一成：审核后列在超差发票里，财务主管写明原因放行', async ({ shop, at }) => {
    shop.today('2026-03-10');
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/');
    await begin(v, '采购发票');
    await refer(page, '供应商', 'hdsp', '华东食品批发');
    await write(page, '发票号码', '26332000000012345678');
    await page.keyboard.press('Alt+l');
    await page
      .locator('.hc-pull', { hasText: made['first']?.number ?? '' })
      .getByRole('checkbox')
      .first()
      .check();
    await page.getByRole('button', { name: '带入所选行' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await put(page, ['含税单价', 1], '59.95');
    made['bill'] = await approve(v);
    await v.go('/matching');
    const overs = page.getByRole('region', { name: '超差发票' }).last();
    await soon(() => overs.innerText()).toMatch(/价格高 54\.50/);
    await v.shot('matching-2-over');
    expect(await v.axe()).toEqual([]);
    await overs.getByRole('button', { name: '放行' }).first().click();
    await answer(page, '放行', '供应商涨价，已通知采购');
    await page.getByText(/已放行，放行单/).waitFor();
    await soon(() => overs.getByRole('button', { name: '放行' }).count()).toBe(0);
  });
  step('账簿体检：从没有到全部一致，可以导出，历次留着', async ({ at }) => {
    const v = await at('zhaoqing');
    const { page } = v;
    await v.go('/health');
    await page.getByText('还没有体检过').waitFor();
    await v.shot('health-1-never');
    await page.getByRole('button', { name: '开始体检' }).first().click();
    await soon(() => page.locator('.hc-verdict h2').innerText()).toBe('账簿一致');
    await v.settled();
    expect(await page.locator('.hc-check-passed').count()).toBeGreaterThan(10);
    expect(await page.locator('.hc-check-wrong').count()).toBe(0);
    await v.shot('health-2-sound');
    expect(await v.axe()).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
    await page.getByRole('button', { name: '重新体检' }).click();
    await soon(() => page.locator('.hc-health-history li').count()).toBe(2);
  });
  step('12 号自评：27 条，按结论筛选，每条连到画面；没有权限的地方只写名字', async ({ at }) => {
    const v = await at('fangmin');
    const { page } = v;
    await v.go('/assessment');
    expect(await page.locator('.hc-assess-list article').count()).toBe(27);
    await v.shot('assessment-1');
    expect(await v.axe()).toEqual([]);
    const partly = page.getByRole('radio', { name: /部分满足/ });
    const n = Number((await partly.innerText()).match(/\d+/)?.[0]);
    await partly.click();
    await soon(() => page.locator('.hc-assess-list article').count()).toBe(n);
    expect(await page.getByRole('link', { name: '审批规则' }).count(), '会计没有管理设置的权限').toBe(0);
    await page.getByRole('radio', { name: /全部/ }).click();
    await page.getByRole('link', { name: '业务设置' }).first().click();
    await page.getByRole('heading', { level: 1, name: '业务设置' }).waitFor();
  });
  step('手机上、暗色里也看得清', async ({ shop }) => {
    await everyLook(
      shop,
      'wangqiang',
      { path: '/settings/company', shot: 'rules-4' },
      { path: '/matching', shot: 'matching-3' },
      { path: '/health', shot: 'health-3' },
      { path: '/assessment', shot: 'assessment-2' },
    );
  });
});
