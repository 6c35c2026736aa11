// The demo company as different people meet it: drill-through, live lists, hidden prices, and the weight of the order page.
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { soon } from './desk.ts';
import { canBrowse, type Product } from './house.ts';
import { demo } from './pages.ts';
import { rowsOf } from './reading.ts';

describe.skipIf(!canBrowse)('the demo company', () => {
  let p: Product;
  beforeAll(async () => {
    p = await demo();
  });
  afterAll(() => p?.close());

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
    await watcher.page.getByText(number).first().waitFor();
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

  test('a list of goods is put in order, printed whole and without controls, and exported', async () => {
    const v = await p.open({ as: 'demo-owner' });
    const { page } = v;
    await v.go('/records/item');
    const head = page.getByRole('button', { name: '零售价（含税）' });
    await head.click();
    await v.settled();
    const prices = async (): Promise<number[]> => (await rowsOf(v)).map((cells) => Number(cells.at(-1)));
    expect(await prices()).toEqual((await prices()).toSorted((a, b) => b - a));
    await head.click();
    await v.settled();
    expect(await prices()).toEqual((await prices()).toSorted((a, b) => a - b));
    const all = (await p.house.db.owner((tx) => tx.query(`select from books.record where type = 'item'`))).length;
    await page.evaluate(() => {
      const w = globalThis as unknown as { print: () => void; dispatchEvent: (e: unknown) => void; Event: new (name: string) => unknown };
      w.print = () => w.dispatchEvent(new w.Event('beforeprint'));
    });
    await page.getByRole('button', { name: '打印' }).click();
    await soon(() => page.locator('.hc-table tbody tr:not([aria-hidden])').count()).toBe(all);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.hc-actions, .hc-nav, .hc-page .hc-button').filter({ visible: true }).count()).toBe(0);
    expect(await page.locator('.hc-printed').innerText()).toMatch(/打印：.+\d{4}-\d\d-\d\d \d\d:\d\d/);
    await v.shot('records-printed');
    await page.emulateMedia({ media: 'screen' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    expect(file.suggestedFilename()).toBe('商品.xlsx');
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });

  test('a query on paper says whose it is and what was asked, also after a voucher was looked at; its file has days, figures and the sum of all rows', async () => {
    const v = await p.open({ as: 'demo-finance', dark: true });
    const { page } = v;
    const at = p.house.clock.today().slice(0, 7).replace('-', '');
    await v.go(`/views/voucher-list?from=${at}&to=${at}`);
    // The pages before leave their styles behind.
    await page.locator('.hc-table tbody a').first().click();
    await page.locator('.hc-voucher').waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: '凭证列表' }).waitFor();
    await v.settled();
    const all = (await p.house.db.owner((tx) => tx.query(`select from books.voucher where period = $1`, [Number(at)]))).length;
    await page.evaluate(() => {
      const w = globalThis as unknown as { print: () => void; dispatchEvent: (e: unknown) => void; Event: new (name: string) => unknown };
      w.print = () => w.dispatchEvent(new w.Event('beforeprint'));
    });
    await page.keyboard.press('Control+p');
    await soon(() => page.locator('.hc-table tbody tr:not([aria-hidden])').count()).toBe(all);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('heading', { level: 1, name: '凭证列表' }).isVisible()).toBe(true);
    expect(await page.locator('.hc-printed').innerText()).toMatch(/禾丰食品批发[\s\S]*打印：/);
    expect(await page.locator('.hc-bar').innerText()).toMatch(/从期间/);
    expect(await page.locator('.hc-bar').innerText(), 'nothing was asked of the summary').not.toMatch(/摘要/);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    await v.shot('query-printed');
    await page.emulateMedia({ media: 'screen' });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出' }).click()]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await file.path());
    const [sheet, note] = book.worksheets;
    const titles = sheet?.getRow(1).values as string[];
    const [day, amount] = [titles.indexOf('日期'), titles.indexOf('金额')];
    const cells = Array.from({ length: all }, (_, i) => sheet?.getRow(i + 2).getCell(amount).value as number);
    expect(sheet?.getRow(2).getCell(day).value).toBeInstanceOf(Date);
    expect(sheet?.rowCount).toBe(all + 2);
    expect(sheet?.getRow(all + 2).getCell(1).value).toBe('合计');
    expect(sheet?.getRow(all + 2).getCell(amount).value).toBeCloseTo(
      cells.reduce((a, b) => a + b, 0),
      2,
    );
    expect(JSON.stringify(note?.getSheetValues())).toContain('从期间');
    expect(v.complaints).toEqual([]);
    await v.context.close();
  });

  test('a day that is none is said to be none, and what was there stays', async () => {
    const v = await p.open({ as: 'demo-finance' });
    const { page } = v;
    const today = p.house.clock.today();
    await v.go('/views/stock-ageing');
    const day = page.getByRole('textbox', { name: '截至' });
    await day.fill('2026-13-45');
    await day.press('Enter');
    await page.getByText(`“2026-13-45”不是日期，仍按 ${today}`).waitFor();
    expect(await day.inputValue()).toBe(today);
    await v.context.close();
  });

  test('the order page loads within its weight', async () => {
    const v = await p.open({ as: 'demo-buyer' });
    const { page } = v;
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
    await v.settled();
    await Promise.all(sizes);
    expect(sizes.length).toBeGreaterThan(10);
    expect(bytes).toBeGreaterThan(50 * 1024);
    expect(bytes).toBeLessThan(330 * 1024);
    await v.context.close();
  });
});
