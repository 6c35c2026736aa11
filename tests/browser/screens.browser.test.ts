// What the screens offer besides the daily road: long chains, the chain behind a balance, 速览, tabs that outlive a reload, copies, F7 and F9.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, begin, cell, choose, command, put, refer, shown, soon } from './desk.ts';
import { canBrowse, type Visit } from './house.ts';
import { balances, rowsOf } from './reading.ts';
import { shop, type Shop } from './shop.ts';

const RECEIPTS = 34;

/** Alt P where the keyboard is; the part that hears it may still be on its way to a page just opened. */
const peekByKey = (page: Page): Promise<void> =>
  soon(async () => {
    if ((await page.locator('.hc-peek').count()) === 0) await page.keyboard.press('Alt+p');
    return page.locator('.hc-peek').count();
  }).toBe(1);

/** Rests the mouse on something until its card is there; a list that was just drawn anew forgets a mouse that does not move. */
const rest = (page: Page, on: Locator): Promise<void> =>
  soon(async () => {
    if ((await page.locator('.hc-peek').count()) === 0) {
      await page.mouse.move(700, 60);
      await on.hover();
      await page
        .locator('.hc-peek')
        .waitFor({ timeout: 2000 })
        .catch(() => undefined);
    }
    return page.locator('.hc-peek').count();
  }).toBe(1);

describe.skipIf(!canBrowse)('a company with some history', () => {
  let s: Shop;
  let v: Visit;
  let order: { id: string; number: string };
  const receipts: { id: string; number: string }[] = [];
  beforeAll(async () => {
    s = await shop();
    const { co } = s;
    s.today('2026-03-01');
    const head = { supplier: co.ids.supplier, warehouse: co.ids.main };
    order = await co.must({ type: 'purchase-order', command: 'approve', body: { day: '2026-03-01', head, lines: [{ item: co.ids.oil, qty: '100', price: '54.50' }] } });
    for (let i = 0; i < RECEIPTS; i += 1) {
      const body = { day: '2026-03-02', head, lines: [{ item: co.ids.oil, qty: '1', source: { doc: order.id, line: 1 } }] };
      receipts.push(await co.must({ type: 'goods-receipt', command: 'approve', body }));
    }
    await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-03', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '2', price: '76.30' }] },
    });
    s.today('2026-03-10');
    v = await s.enter('wangqiang');
  });
  afterAll(() => s?.close());

  test('a long chain opens as a list, stays readable as a graph, and prints as a list', async () => {
    const { page } = v;
    await v.go(`/documents/purchase-order/${order.id}/chain`);
    await page.locator('.hc-leaf').first().waitFor();
    expect(await page.locator('.hc-leaf').count()).toBe(RECEIPTS + 1);
    expect(await page.getByText(`${RECEIPTS + 1} 张单据`).count()).toBe(1);
    expect(await v.axe()).toEqual([]);
    await v.shot('screens-long-chain-list');
    await page.getByRole('button', { name: '图', exact: true }).click();
    await page.locator('.hc-chain-card').first().waitFor();
    const size = await page.locator('.hc-chain-card').first().boundingBox();
    expect(size?.width ?? 0, 'a card one can still read').toBeGreaterThan(150);
    await v.shot('screens-long-chain-graph');
  });

  test('from a balance on 科目余额表 to every document behind it, and back from 明细账', async () => {
    const { page } = v;
    const figures = await balances(v, '202603');
    expect(figures['1405']).toMatchObject({ debit: '1700.00', credit: '100.00', closeDebit: '1600.00' });
    await v.shot('screens-balances');
    await page.getByRole('link', { name: '单据链 1405' }).click();
    await page.getByRole('heading', { level: 1, name: '1405 库存商品' }).waitFor();
    await soon(() => page.locator('.hc-balance').innerText()).toMatch(/期初\s*平[\s\S]*1,700\.00[\s\S]*100\.00[\s\S]*借 1,600\.00/);
    expect(await page.locator('.hc-booked').count()).toBeGreaterThan(5);
    expect(await page.getByText('只追溯最近的 20 张').count()).toBe(1);
    await v.shot('screens-balance-chain');
    expect(await v.axe()).toEqual([]);
    await page.getByRole('link', { name: '看明细账' }).click();
    await page.getByRole('heading', { level: 1, name: '明细账' }).waitFor();
    expect((await rowsOf(v)).length).toBeGreaterThan(5);
    await page.getByRole('link', { name: '单据链', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: '1405 库存商品' }).waitFor();
    await page.goBack();
    await page
      .getByRole('link', { name: /^单据链 CGRK-/ })
      .first()
      .click();
    const cards = await page.locator('.hc-leaf').first().waitFor();
    expect(cards).toBeUndefined();
    await page.getByRole('heading', { level: 1, name: '单据链' }).waitFor();
    await v.go('/ledger/6001/chain?from=202601&to=202603');
    await page.getByText('没有单据在这个科目上记账').waitFor();
  });

  test('速览: resting on a number, a name, a cell; Alt P by keyboard; Esc puts it back', async () => {
    const { page } = v;
    await v.go('/documents/goods-receipt');
    const card = page.locator('.hc-peek');
    await rest(page, page.getByRole('link', { name: receipts[5]?.number ?? '' }));
    await soon(() => card.innerText()).toMatch(/采购入库单[\s\S]*CGRK[\s\S]*华东食品批发 · 总仓[\s\S]*¥54\.50[\s\S]*金龙鱼[\s\S]*1 桶/);
    await v.shot('screens-peek-document');
    expect(await v.axe()).toEqual([]);
    await page.mouse.move(700, 60);
    await card.waitFor({ state: 'detached' });
    await rest(page, page.locator('.hc-table tbody [data-peek^="records/supplier"]').first());
    await soon(() => card.innerText()).toMatch(/供应商[\s\S]*华东食品批发/);
    await v.shot('screens-peek-party');
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await page.mouse.move(700, 60);
    await page.locator('.hc-table').focus();
    await page.keyboard.press('ArrowDown');
    await peekByKey(page);
    expect(await card.evaluate((box) => box.contains((globalThis as unknown as { document: { activeElement: never } }).document.activeElement))).toBe(true);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
    await v.go(`/documents/goods-receipt/${receipts[0]?.id}`);
    await page.getByRole('link', { name: '金龙鱼调和油 5L' }).focus();
    await peekByKey(page);
    await soon(() => card.innerText()).toMatch(/商品[\s\S]*可承诺[\s\S]*总仓[\s\S]*32/);
    await v.shot('screens-peek-item');
    await page.keyboard.press('Escape');
    await begin(v, '采购订单');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await page.locator('.hcg-body [data-r="0"] [data-c="0"]').hover();
    await soon(() => card.innerText()).toMatch(/金龙鱼[\s\S]*可承诺/);
    await page.mouse.move(700, 60);
    await card.waitFor({ state: 'detached' });
    await cell(page, '商品', 1);
    await peekByKey(page);
    await soon(() => card.innerText()).toMatch(/金龙鱼[\s\S]*可承诺/);
    await page.keyboard.press('Escape');
    await card.waitFor({ state: 'detached' });
  });

  test('tabs: open pages stay open over a reload, unsaved words with them; closing asks before it throws away', async () => {
    const { page } = v;
    await page.evaluate(() => (globalThis as unknown as { localStorage: { clear: () => void } }).localStorage.clear());
    await v.go(`/documents/goods-receipt/${receipts[0]?.id}`);
    await v.go(`/documents/goods-receipt/${receipts[1]?.id}`);
    await begin(v, '采购订单');
    await refer(page, '供应商', 'hdsp', '华东食品批发');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['数量', 1], '7');
    const strip = page.getByRole('navigation', { name: '打开的页面' });
    await soon(() => strip.getByRole('link').allInnerTexts()).toEqual([
      expect.stringContaining(receipts[0]?.number ?? ''),
      expect.stringContaining(receipts[1]?.number ?? ''),
      expect.stringContaining('新建采购订单'),
    ]);
    await page.keyboard.press('Alt+PageUp');
    await page
      .getByText(receipts[1]?.number ?? '', { exact: true })
      .first()
      .waitFor();
    await page.reload();
    await v.settled();
    await soon(() => strip.getByRole('link').count()).toBe(3);
    await v.shot('screens-tabs');
    expect(await v.axe()).toEqual([]);
    await strip.getByRole('link', { name: /新建采购订单/ }).click();
    await page.getByRole('grid', { name: '采购订单明细' }).waitFor();
    await soon(() => shown(page, '数量', 1)).toBe('7');
    expect(await page.getByText('有一份').count(), 'nothing to restore: it is simply there').toBe(0);
    await strip.getByRole('button', { name: '关闭 新建采购订单' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '取消' }).click();
    await page.keyboard.press('Alt+w');
    await page.getByRole('dialog').getByRole('button', { name: '丢弃' }).click();
    await soon(() => strip.getByRole('link').count()).toBe(2);
    await begin(v, '采购订单');
    await soon(() => shown(page, '数量', 1)).toBe('');
    expect(await page.getByText('有一份').count()).toBe(0);
    await page.keyboard.press('Alt+w');
    await soon(() => strip.getByRole('link').count()).toBe(2);
    // a new one that is saved keeps its place under its number
    await begin(v, '采购订单');
    await refer(page, '供应商', 'hdsp', '华东食品批发');
    await choose(page, ['商品', 1], 'jly', '金龙鱼');
    await put(page, ['数量', 1], '3');
    await put(page, ['含税单价', 1], '50');
    const made = await approve(v);
    await soon(() => strip.getByRole('link').allInnerTexts()).toHaveLength(3);
    await soon(() => strip.getByRole('link').last().innerText()).toContain(made.number);
  });

  test('a document is copied: new day, same lines, no source; F9 makes a new item on the spot; F7 opens the list', async () => {
    const { page } = v;
    await v.go(`/documents/goods-receipt/${receipts[0]?.id}`);
    await page.locator('.hc-doc-bar').getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '复制单据' }).click();
    await page.getByRole('heading', { level: 1, name: '新建采购入库单' }).waitFor();
    await soon(() => page.getByRole('combobox', { name: '供应商' }).inputValue()).toBe('华东食品批发');
    await soon(() => shown(page, '商品', 1)).toContain('金龙鱼');
    expect(await page.getByRole('textbox', { name: '单据日期' }).inputValue()).toBe('2026-03-10');
    await page.getByRole('button', { name: '添加一行' }).click();
    await cell(page, '商品', 2);
    await page.keyboard.press('F7');
    await page.locator('.hcg-panel [role=option]').first().waitFor();
    expect(await page.locator('.hcg-panel [role=option]').count()).toBe(4);
    await page.keyboard.type('东北大米');
    await page.locator('.hcg-none').waitFor();
    await page.keyboard.press('F9');
    const box = page.getByRole('dialog', { name: '新建商品' });
    await soon(() => box.getByRole('textbox', { name: '名称' }).inputValue()).toBe('东北大米');
    await box.getByRole('textbox', { name: '基本单位', exact: true }).fill('袋');
    await v.shot('screens-quick-item');
    await box.getByRole('button', { name: '保存' }).click();
    await soon(() => shown(page, '商品', 2)).toContain('东北大米');
    await soon(() => shown(page, '单位', 2)).toBe('袋');
    await put(page, ['数量', 2], '5');
    await put(page, ['含税单价', 2], '40');
    const made = await approve(v);
    expect(made.number).toMatch(/^CGRK-202603-/);
    expect(await page.getByText('来源').count()).toBe(0);
  });

  test('nothing went wrong on this screen', async () => {
    await command(v, '库存查询');
    expect(v.complaints).toEqual([]);
  });
});
