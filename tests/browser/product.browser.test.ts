// The product as its users meet it, in a real Chromium: set up a company, order, receive, look at the books; every page for everyone.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildDemo } from '#app/demo/build';
import { canBrowse, product, type Product } from './house.ts';

describe.skipIf(!canBrowse)('a new shop', () => {
  let p: Product;
  beforeAll(async () => {
    p = await product();
  });
  afterAll(() => p?.close());

  test('is founded, and its first order, receipt and voucher are made by keyboard', async () => {
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
    await v.shot('new-shop-home');
    expect(await v.axe()).toEqual([]);
    const make = (type: string, name: string, data: object) =>
      page.evaluate(
        async ([kind, title, values]) => {
          const reply = await fetch(`/api/records/${kind as string}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ name: title, data: values }),
          });
          return (await reply.json()) as { id: string };
        },
        [type, name, data] as const,
      );
    await make('warehouse', '总仓', { kind: 'main' });
    await make('supplier', '丰穗粮油贸易', {});
    await make('item', '五常稻花香大米 5kg', { unit: '袋', taxRate: '0.09' });
    await v.go('/documents/purchase-order/new');
    await page.getByLabel('供应商').fill('fsly');
    await page
      .getByRole('option', { name: /丰穗粮油/ })
      .first()
      .click();
    await page.getByLabel('收货仓库').fill('zc');
    await page.getByRole('option', { name: /总仓/ }).first().click();
    await page.getByLabel('商品 第1行').focus();
    await page.keyboard.type('wcdhx');
    await page.getByText('五常稻花香大米 5kg').first().waitFor();
    await page.keyboard.press('Enter');
    for (
      let i = 0;
      i < 4 &&
      !/数量/.test(
        await page.evaluate(
          () =>
            (globalThis as unknown as { document: { activeElement: { getAttribute(n: string): string | null } | null } }).document.activeElement?.getAttribute('aria-label') ?? '',
        ),
      );
      i += 1
    )
      await page.keyboard.press('Enter');
    await page.keyboard.type('20');
    await page.keyboard.press('Enter');
    await page.keyboard.type('54.50');
    await page.keyboard.press('Enter');
    await page.getByText('1,090.00').first().waitFor();
    await v.shot('order-filled');
    expect(await v.axe()).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await page
      .getByText(/CGDD-\d{6}-0001/)
      .first()
      .waitFor();
    const order = page.url();
    expect(order).toMatch(/purchase-order\/[0-9a-f-]{36}/);
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });
});

const PAGES = [
  '/',
  '/documents/purchase-order',
  '/documents/sales-delivery',
  '/documents/retail-sale',
  '/documents/stock-count',
  '/documents/purchase-invoice',
  '/documents/collection',
  '/documents/sales-order/new',
  '/documents/goods-receipt/new',
  '/documents/journal-voucher/new',
  '/records/item',
  '/records/customer',
  '/views/stock-on-hand',
  '/views/expiring-stock',
  '/views/sales-by-item',
  '/views/account-balance',
  '/views/aging',
  '/settings',
];

describe.skipIf(!canBrowse)('the demo company', () => {
  let p: Product;
  beforeAll(async () => {
    p = await product();
    await buildDemo(p.house, { seed: 7, years: 0.08, today: p.house.clock.today() });
  });
  afterAll(() => p?.close());

  test.each([
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ])('every page stands, phone %s, dark %s: no error, no foreign request, nothing serious for axe', async (phone, dark) => {
    const v = await p.open({ phone, dark, as: 'demo-admin' });
    const wrong: string[] = [];
    for (const path of PAGES) {
      await v.go(path);
      await v.shot(`demo${path.replaceAll('/', '-')}`);
      // Axe is slow on a loaded machine; light covers the structure, dark the colours.
      for (const found of await v.axe()) wrong.push(`${path} ${found}`);
      expect(await v.page.locator('h1').count(), path).toBeGreaterThan(0);
    }
    expect(wrong).toEqual([]);
    expect(v.complaints).toEqual([]);
    expect(PAGES.length).toBeGreaterThan(15);
    await v.context.close();
  });

  test('from a receipt to its voucher and its whole chain', async () => {
    const v = await p.open({ as: 'demo-finance' });
    await v.go('/documents/goods-receipt');
    await v.page
      .getByText(/CGRK-\d{6}-\d{4}/)
      .first()
      .click();
    await v.page.getByText('已审核').first().waitFor();
    await v.shot('receipt');
    expect(await v.axe()).toEqual([]);
    const id = v.page.url().split('/').at(-1);
    await v.go(`/documents/goods-receipt/${id}/chain`);
    await v.page
      .getByText(/CGDD-\d{6}-\d{4}/)
      .first()
      .waitFor();
    await v.shot('chain');
    expect(await v.axe()).toEqual([]);
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });

  test('a list refreshes by itself when somebody else books', async () => {
    const [watcher, buyer] = [await p.open({ as: 'demo-owner' }), await p.open({ as: 'demo-buyer' })];
    await watcher.go('/documents/purchase-request');
    await buyer.go('/');
    const item = (await p.house.db.owner((tx) => tx.query<{ id: string }>(`select id from books.record where type = 'item' order by code limit 1`)))[0]?.id;
    const number = await buyer.page.evaluate(
      async (id) =>
        (
          (await (
            await fetch('/api/documents/purchase-request', {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ command: 'submit', head: { requester: '实时测试' }, lines: [{ item: id, qty: '3' }] }),
            })
          ).json()) as { number: string }
        ).number,
      item,
    );
    expect(number).toMatch(/^CGSQ-/);
    await watcher.page.getByText(number).first().waitFor({ timeout: 15_000 });
    await watcher.context.close();
    await buyer.context.close();
  });

  test('the warehouse keeper sees no price anywhere on the receipt page', async () => {
    const v = await p.open({ as: 'demo-keeper' });
    await v.go('/documents/goods-receipt');
    await v.page
      .getByText(/CGRK-\d{6}-\d{4}/)
      .first()
      .click();
    await v.page.getByText('已审核').first().waitFor();
    expect(await v.page.getByText(/含税单价|价税合计|¥/).count()).toBe(0);
    await v.context.close();
  });

  test('the order page loads within its weight', async () => {
    const context = await p.browser.newContext();
    await context.request.post(`${p.running.url}/api/demo`, { data: { login: 'demo-buyer' } });
    const page = await context.newPage();
    let bytes = 0;
    const sizes: Promise<void>[] = [];
    page.on('response', (response) => {
      if (/\/assets\/|\/documents\//.test(response.url()))
        sizes.push(
          response
            .request()
            .sizes()
            .then((s) => {
              bytes += s.responseBodySize;
            })
            .catch(() => undefined),
        );
    });
    await page.goto(`${p.running.url}/documents/purchase-order/new`);
    await page.getByRole('grid').waitFor();
    await page.waitForTimeout(1000);
    await Promise.all(sizes);
    process.stderr.write(`order page: ${Math.round(bytes / 1024)} KB over the wire in ${sizes.length} files\n`);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThan(330 * 1024);
    await context.close();
  });
});
