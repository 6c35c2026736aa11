// The first quarter of an hour: found a company, enter what it trades in, order, receive, and see it in the books; everything clicked.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, begin, choose, follow, put, refer, shown, soon } from './desk.ts';
import { canBrowse, product, type Product } from './house.ts';

describe.skipIf(!canBrowse)('a new shop', () => {
  let p: Product;
  beforeAll(async () => {
    p = await product();
  });
  afterAll(() => p?.close());

  test('is founded, enters its goods, orders, receives, and finds the voucher', async () => {
    const v = await p.open();
    const { page } = v;
    await v.go('/');
    expect(await v.axe()).toEqual([]);
    await page.getByLabel('公司名称').fill('青禾食品商贸');
    await page.getByLabel('姓名').fill('王老板');
    await page.getByLabel('登录名').fill('wang');
    await page.getByLabel('密码', { exact: false }).first().fill('Qinghe-2026-open');
    await page.getByLabel('再输一次密码').fill('Qinghe-2026-open');
    await page.locator('select').selectOption('202601');
    await page.getByRole('button', { name: '建账并登录' }).click();
    await page.getByText('王老板').first().waitFor();
    await v.settled();
    await v.shot('new-shop-home');
    expect(await v.axe()).toEqual([]);
    const record = async (zh: string, name: string, more: () => Promise<void> = async () => undefined): Promise<void> => {
      await v.go('/');
      await page
        .getByRole('region', { name: '从这里开始' })
        .getByRole('link', { name: new RegExp(`^\\d?\\s*${zh}`) })
        .click();
      await page.getByRole('heading', { level: 1, name: `新建${zh}` }).waitFor();
      await page.getByRole('textbox', { name: '名称', exact: true }).fill(name);
      await more();
      await page.keyboard.press('Alt+s');
      await page.getByRole('heading', { level: 1, name }).waitFor();
    };
    await record('供应商', '丰穗粮油贸易');
    await record('商品', '五常稻花香大米 5kg', () => page.getByRole('textbox', { name: '基本单位', exact: true }).fill('袋'));
    await record('仓库', '总仓');
    await v.shot('new-shop-record');
    await begin(v, '采购订单');
    await refer(page, '供应商', 'fsly', '丰穗粮油贸易');
    await refer(page, '收货仓库', 'zc', '总仓');
    await page.keyboard.press('Alt+i');
    await choose(page, ['商品', 1], 'wcdhx', '五常稻花香大米');
    await put(page, ['数量', 1], '20');
    await page.keyboard.type('54.50');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.hc-totals').innerText()).toContain('1,090.00');
    await v.shot('order-filled');
    expect(await v.axe()).toEqual([]);
    expect((await approve(v)).number).toMatch(/^CGDD-\d{6}-0001$/);
    await follow(v, '采购入库单');
    await soon(() => shown(page, '数量', 1)).toBe('20');
    expect((await approve(v)).number).toMatch(/^CGRK-\d{6}-0001$/);
    await page.getByRole('link', { name: /^凭证/ }).click();
    await soon(() => page.locator('.hc-voucher-table').innerText()).toMatch(/1405[\s\S]*暂估/);
    await v.shot('first-voucher');
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });
});
