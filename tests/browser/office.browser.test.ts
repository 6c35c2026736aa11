// The office of the house and bad weather: approval rules, people, tokens, the audit list, another company, no network.
import { found } from '#app/founding';
import { addPerson } from '#app/people';
import { isRefused } from '#kernel/refusal';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, begin, choose, put, reached, refer, shown, soon } from './desk.ts';
import { canBrowse } from './house.ts';
import { PASSWORD, shop, type Shop } from './shop.ts';

describe.skipIf(!canBrowse)('the office', () => {
  let s: Shop;
  beforeAll(async () => {
    s = await shop();
  });
  afterAll(() => s?.close());

  test('an approval rule made by the boss holds the buyer’s next big order; two levels sign it', async () => {
    const boss = await s.enter('wangqiang');
    const { page } = boss;
    await page.getByRole('button', { name: '我' }).click();
    await page.getByRole('menuitem', { name: '设置' }).click();
    await page.getByRole('navigation', { name: '设置' }).getByRole('link', { name: '审批规则' }).click();
    await page.getByText('还没有审批规则').waitFor();
    await page.getByRole('button', { name: '新建规则' }).click();
    const box = page.getByRole('dialog');
    await box.getByLabel('单据').fill('采购订单');
    await page.locator('.ant-select-item-option', { hasText: '采购订单' }).first().click();
    await box.getByLabel('金额起点').fill('1000');
    await box.getByLabel('审批顺序').click();
    for (const role of ['采购员', '财务主管']) await page.locator('.ant-select-item-option', { hasText: role }).first().click();
    await page.keyboard.press('Escape');
    await boss.shot('office-1-rule');
    await box.getByRole('button', { name: '保存' }).click();
    await page.getByText('¥1,000.00').waitFor();
    await boss.shot('office-2-rules');
    expect(await boss.axe()).toEqual([]);
    const buyer = await s.enter('linxiao');
    await begin(buyer, '采购订单');
    await refer(buyer.page, '供应商', 'hdsp', '华东食品批发');
    await choose(buyer.page, ['商品', 1], 'jly', '金龙鱼');
    await put(buyer.page, ['数量', 1], '100');
    await put(buyer.page, ['含税单价', 1], '54.50');
    await buyer.page.keyboard.press('Control+Enter');
    const order = await reached(buyer, '待审核');
    await buyer.page.getByText('本级审核通过，等待下一级审核').waitFor();
    await buyer.shot('office-3-first-level');
    const head = await s.enter('zhaoqing');
    await head.page.getByRole('link', { name: new RegExp(order.number) }).click();
    await head.page.getByRole('heading', { level: 1, name: '采购订单' }).waitFor();
    await approve(head);
    await soon(() => head.page.locator('.hc-signs').innerText()).toMatch(/1 级审核\s*林晓[\s\S]*2 级审核\s*赵清/);
    await head.shot('office-4-signed-twice');
    for (const v of [boss, buyer, head]) expect(v.complaints).toEqual([]);
    await Promise.all([buyer.context.close(), head.context.close(), boss.context.close()]);
  });

  test('a person is added with a first password, and must choose their own at the first sign-in', async () => {
    const boss = await s.enter('wangqiang');
    const { page } = boss;
    await boss.go('/settings/people');
    await page.getByRole('button', { name: '新建用户' }).click();
    const box = page.getByRole('dialog');
    await box.getByLabel('姓名').fill('周新');
    await box.getByLabel('登录名').fill('zhouxin');
    await box.getByLabel('初始密码').fill('Zhou-xin-2026');
    await box.getByLabel('角色与权限').click();
    await page.locator('.ant-select-item-option', { hasText: '销售' }).first().click();
    await page.keyboard.press('Escape');
    await boss.shot('office-5-person');
    await box.getByRole('button', { name: '保存' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByText('周新').first().waitFor();
    await boss.shot('office-6-people');
    expect(await boss.axe()).toEqual([]);
    await boss.go('/settings/audit');
    await page.getByText('新建用户 zhouxin 周新').waitFor();
    expect(await page.locator('.ant-table-tbody tr.ant-table-row').first().innerText(), 'newest first').toContain('新建用户 zhouxin');
    await boss.shot('office-7-audit');
    expect(await boss.axe()).toEqual([]);
    await page.getByRole('textbox', { name: '操作人' }).fill('林晓');
    await page.keyboard.press('Enter');
    await page
      .getByText(/采购订单 CGDD-202603-0001/)
      .first()
      .waitFor();
    await soon(() => page.getByText('新建用户 zhouxin').count()).toBe(0);
    await page.getByText('登录，来自 127.0.0.1').first().waitFor();
    const fresh = await s.open();
    await fresh.page.goto(s.running.url);
    await fresh.page.getByLabel('登录名').fill('zhouxin');
    await fresh.page.getByLabel('密码').fill('Zhou-xin-2026');
    await fresh.page.keyboard.press('Enter');
    await fresh.page.getByText('请先修改密码').waitFor();
    await fresh.shot('office-8-first-password');
    expect(boss.complaints).toEqual([]);
    await boss.context.close();
    await fresh.context.close();
  });

  test('an API token is shown once, opens the interface in its owner’s name, and is dead after it was revoked', async () => {
    const v = await s.enter('linxiao');
    const { page } = v;
    await page.getByRole('button', { name: '我' }).click();
    await page.getByRole('menuitem', { name: '接口令牌' }).click();
    await page.getByRole('button', { name: '新建令牌' }).click();
    await page.getByRole('dialog').getByLabel('用途').fill('电商对接');
    await page.getByRole('dialog').getByRole('button', { name: '创建' }).click();
    const secret = (await page.locator('.hc-secret').innerText()).trim();
    expect(secret).toMatch(/^hc_\S{20,}$/);
    await v.shot('office-9-token');
    const ask = async (): Promise<number> => (await fetch(`${s.running.url}/api/meta`, { headers: { authorization: `Bearer ${secret}` } })).status;
    expect(await ask()).toBe(200);
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: '电商对接' }).waitFor();
    expect(await page.getByText(secret).count()).toBe(0);
    await v.shot('office-10-tokens');
    expect(await v.axe()).toEqual([]);
    await page.getByRole('button', { name: '停用' }).click();
    await page.locator('.ant-popconfirm').getByRole('button', { name: '停用' }).click();
    await page.getByText('已停用').first().waitFor();
    await soon(ask).toBe(401);
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });

  test('the group’s accountant works in two companies; each keeps its own figures and tabs', async () => {
    const { co, house } = s;
    const org = house.ids.next();
    const caller = {
      actor: { id: co.ids.owner ?? '', name: '王老板', rights: ['*'], roles: ['管理员'], sites: 'all' as const },
      scope: { org, tenant: co.ids.group, sites: null },
    };
    await found(house, caller, {
      group: { id: co.ids.group },
      company: { id: org, code: '02', name: '衡仓二店' },
      standard: 'ASSBE',
      vat: 'general',
      firstPeriod: 202601,
      lastYear: 2027,
    });
    const person = await addPerson(house, co.ids.group, { login: 'jituan', name: '钱集', password: PASSWORD, grants: [{ role: 'admin', node: co.ids.group }] });
    expect(isRefused(person)).toBe(false);
    const v = await s.open();
    const { page } = v;
    await page.goto(s.running.url);
    await page.getByLabel('登录名').fill('jituan');
    await page.getByLabel('密码').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await page.locator('.hc-shell h1').first().waitFor();
    await v.go('/documents/purchase-order');
    await page.getByRole('link', { name: 'CGDD-202603-0001' }).click();
    const strip = page.getByRole('navigation', { name: '打开的页面' });
    await strip.getByRole('link', { name: /CGDD-202603-0001/ }).waitFor();
    const company = page.getByRole('button', { name: '切换公司' });
    expect(await company.innerText()).toContain('衡仓小店');
    await company.click();
    await v.shot('office-11-companies');
    await page.getByRole('menuitemradio', { name: '衡仓二店' }).click();
    await soon(() => page.getByRole('button', { name: '切换公司' }).innerText()).toContain('衡仓二店');
    await page.locator('.hc-shell h1').first().waitFor();
    await v.settled();
    expect(await strip.count(), 'the tabs of the other company stay there').toBe(0);
    await v.go('/documents/purchase-order');
    await page.getByText('还没有采购订单').waitFor();
    await v.shot('office-12-second-company');
    await page.getByRole('button', { name: '切换公司' }).click();
    await page.getByRole('menuitemradio', { name: '衡仓小店' }).click();
    await strip.getByRole('link', { name: /CGDD-202603-0001/ }).waitFor();
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });

  test('without a network the page says so and keeps what is typed; back again it goes on, and nothing is booked twice', async () => {
    const v = await s.enter('linxiao');
    const { page } = v;
    await begin(v, '采购订单');
    await refer(page, '供应商', 'hdsp', '华东食品批发');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['含税单价', 1], '54.50');
    await v.context.setOffline(true);
    await page.getByText('网络已断开').waitFor();
    await put(page, ['数量', 1], '3');
    await page.keyboard.press('Control+Enter');
    await page.getByText('连接不上服务器').first().waitFor();
    await v.shot('office-13-offline');
    expect(await shown(page, '数量', 1)).toBe('3');
    await v.context.setOffline(false);
    await page.getByText('网络已断开').waitFor({ state: 'detached' });
    const made = await approve(v);
    expect(made.number).toBe('CGDD-202603-0002');
    expect(await s.co.rows(`select number from books.document where type = 'purchase-order'`)).toHaveLength(2);
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });
});
