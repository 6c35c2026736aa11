// Promise: keys, IME, look-up, clipboard, errors, scrolling and accessibility of the grid hold in a real Chromium.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, openDemo, type Demo } from './demo/open-demo';
import { axe, compose, imeKey, visit, type Visit } from './demo/visit';

const chromium = findChromium();
/** generous: the machine may be busy, and nothing here is about speed */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 8000 });
let demo: Demo;
let v: Visit;
const open = async (query = '', size?: { width: number; height: number }): Promise<Visit> => {
  v = await visit(demo, query, size);
  return v;
};

describe.skipIf(chromium === null)('the entry grid in Chromium', () => {
  beforeAll(async () => {
    demo = await openDemo(chromium as string);
  }, 120_000);
  afterAll(async () => {
    await demo?.close();
  });
  afterEach(async () => {
    await v?.close();
    expect(v?.troubles).toEqual([]);
  });
  it('keeps only the lines in sight in the page, in a clean ARIA tree', async () => {
    const { page } = await open('lines=200');
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('202');
    expect(await page.locator('[role=row]').count()).toBeLessThan(45);
    expect(await page.locator('[role=grid] > *').evaluateAll((all) => all.map((x) => x.getAttribute('role')))).toEqual(['rowgroup', 'rowgroup', 'rowgroup']);
    await v.press('Control+End');
    await soon(() => page.locator('[data-r="199"]').count()).toBe(1);
    expect(await v.at()).toBe('备注 第200行');
    const cursor = await page.locator('.hcg-box').boundingBox();
    const foot = await page.locator('.hcg-foot').boundingBox();
    expect((cursor?.y ?? 0) + (cursor?.height ?? 0)).toBeLessThanOrEqual((foot?.y ?? 0) + 1);
  });

  it('ten lines by pinyin, code and scan gun without touching the mouse', async () => {
    const { page } = await open('lines=0');
    await page.keyboard.type('bss');
    await soon(() => page.locator('[aria-busy=false] > [role=option]').count()).toBeGreaterThan(0);
    await v.press('ArrowDown', 'Enter');
    expect(await v.at()).toBe('数量 第1行');
    await page.keyboard.type('=12*2');
    await soon(() => page.locator('.hcg-tip').textContent()).toBe('= 24');
    await v.press('Enter', 'Enter', 'Enter');
    expect(await v.at()).toBe('商品编码 第2行');
    expect(await page.locator('[data-voice=notice]').textContent()).toBe('已添加第 2 行');
    for (let i = 2; i <= 10; i++) {
      // the gun sends code and Enter in one breath, before any answer
      await page.keyboard.type(`SP1000${10 + i}`);
      await v.press('Enter');
      await page.keyboard.type(String(i));
      await v.press('Enter', 'Enter', 'Enter');
    }
    await soon(async () => (await v.lines()).filter((line) => line.product).length).toBe(10);
    const lines = await v.lines();
    expect(lines[0]).toMatchObject({ qty: '24', product: { code: 'SP100015' } });
    expect(lines[9]).toMatchObject({ qty: '10', product: { code: 'SP100020' } });
    expect(lines).toHaveLength(11);
  });

  it('takes a Chinese IME from the first letter and leaves its keys alone', async () => {
    const { page, cdp } = await open();
    await v.press('End');
    expect(await v.at()).toBe('备注 第1行');
    await compose(cdp, 'n', 'ni', 'ni h', 'ni hao');
    expect(await page.locator('.hcg-box').inputValue()).toBe('ni hao');
    await imeKey(cdp, 'Enter'); // macOS: Enter with 229 belongs to the IME
    expect(await v.at()).toBe('备注 第1行');
    await imeKey(cdp, 'Process');
    await cdp.send('Input.insertText', { text: '你好' });
    expect(await page.locator('.hcg-box').inputValue()).toBe('你好');
    await v.press('Enter');
    expect((await v.lines())[0]?.remark).toBe('你好');
    expect(await v.at()).toBe('商品编码 第2行');
    await compose(cdp, 'n', "n'f", "n'f's"); // initials find products while still being composed
    await soon(() => page.locator('[role=option]').first().textContent()).toContain('农夫山泉');
    await cdp.send('Input.insertText', { text: '牛肉面' });
    await soon(() => page.locator('[role=option]').first().textContent()).toContain('牛肉面');
    await v.press('Enter');
    expect((await v.lines())[1]?.product?.label).toContain('牛肉面');
  });

  it('keeps the old value when the word is called off inside the IME', async () => {
    const { page, cdp } = await open();
    const before = (await v.lines())[0]?.lot;
    for (let i = 0; i < 5; i++) await v.press('ArrowRight');
    await compose(cdp, 'p', 'pi');
    await cdp.send('Input.imeSetComposition', { text: '', selectionStart: 0, selectionEnd: 0 });
    await v.press('Enter');
    expect((await v.lines())[0]?.lot).toBe(before);
    expect(await page.locator('.hcg-typing').count()).toBe(0);
  });

  it('ends a half composed word when the mouse goes elsewhere', async () => {
    const { page, cdp } = await open();
    await v.press('End');
    await compose(cdp, 'ce', 'ce shi');
    await page.locator('[data-r="4"] [data-c="11"]').click();
    expect(await v.at()).toBe('备注 第5行');
    expect(await page.locator('.hcg-box').inputValue()).toBe('');
    const lines = await v.lines();
    expect([lines[0]?.remark, lines[4]?.remark]).toEqual(['ce shi', '']);
  });

  it('never commits a look-up text that matches nothing', async () => {
    const { page } = await open();
    const before = (await v.lines())[0]?.product?.code;
    await page.keyboard.type('不存在的');
    await soon(() => page.locator('.hcg-none').textContent()).toContain('没有找到“不存在的”');
    expect(await page.locator('.hcg-none').textContent()).toContain('F9');
    await v.press('Enter');
    expect(await v.at()).toBe('商品编码 第1行');
    await v.press('Escape');
    expect((await v.lines())[0]?.product?.code).toBe(before);
    await page.keyboard.type('还是没有');
    await page.locator('[data-r="3"] [data-c="5"]').click();
    await soon(() => page.locator('[data-r="0"] [aria-invalid]').count()).toBe(1);
    expect((await v.lines())[0]?.product).toBeNull();
    expect(await page.locator('.hcg-problems').textContent()).toContain('第 1 行 商品编码：没有找到商品编码“还是没有”');
    await v.press('Control+z');
    expect((await v.lines())[0]?.product?.code).toBe(before);
    await v.press('Home', 'F7');
    await page.keyboard.type('新来的');
    await soon(() => page.locator('.hcg-none').count()).toBe(1);
    await v.press('F9');
    await soon(async () => (await v.lines())[0]?.product?.code).toBe('SP900001');
  });

  it('brings the user back when a quick Enter meets several answers', async () => {
    const { page } = await open('lines=1');
    await page.evaluate(() => {
      window.probe.served.delay = 600;
    });
    await page.keyboard.type('nfs');
    await v.press('Enter');
    expect(await v.at()).toBe('数量 第1行');
    await soon(() => v.at()).toBe('商品编码 第1行');
    await soon(() => page.locator('[role=option]').count()).toBeGreaterThan(1);
    await v.press('Enter');
    expect((await v.lines())[0]?.product?.label).toContain('农夫山泉');
  });

  it('shows the list in the top layer, uncut on the last line', async () => {
    const { page } = await open('lines=200', { width: 900, height: 600 });
    for (const jump of ['Control+Home', 'Control+End']) {
      await v.press(jump, 'Home', 'F7');
      await soon(() => page.locator('[role=option]').count()).toBeGreaterThan(0);
      const rect = await page.locator('.hcg-panel:popover-open').boundingBox();
      expect(rect?.y).toBeGreaterThanOrEqual(0);
      expect((rect?.y ?? 0) + (rect?.height ?? 0)).toBeLessThanOrEqual(600);
      expect((rect?.x ?? 0) + (rect?.width ?? 0)).toBeLessThanOrEqual(900);
      await v.press('Escape');
    }
  });

  it('pastes from Excel: grows, resolves in one batch, marks what is unknown', async () => {
    const { page } = await open('lines=2');
    await v.press('ArrowDown');
    await v.paste('SP100005\t\t\t\t华东仓\tL1\t2027-01-02\t3\r\nSP100006\t\t\t\t火星仓\tL2\t1月\t1,200.5\r\n没这个\t\t\t\t冷库\t\t\t7\r\n');
    await soon(async () => (await v.lines())[2]?.product?.code).toBe('SP100006');
    const lines = await v.lines();
    expect(lines).toHaveLength(4);
    expect(lines[1]).toMatchObject({ product: { code: 'SP100005' }, warehouse: 'east', lot: 'L1', until: '2027-01-02', qty: '3' });
    expect(lines[2]).toMatchObject({ qty: '1200.5', warehouse: null, until: null });
    expect(lines[3]?.product).toBeNull();
    expect(await page.evaluate(() => window.probe.served.resolve)).toBe(1);
    expect(await page.locator('[role=gridcell][aria-invalid]').count()).toBe(3);
    expect(await page.locator('.hcg-problems strong').textContent()).toBe('3 处需要改正');
    await page.locator('.hcg-problems button', { hasText: '没这个' }).click();
    expect(await v.at()).toBe('商品编码 第4行');
    await v.press('Control+z');
    expect(await v.lines()).toHaveLength(2);
    await v.press('Control+y');
    expect(await v.lines()).toHaveLength(4);
  });

  it('copies a range as a table and pastes it back as the same records', async () => {
    const { page } = await open('lines=6');
    await v.press('Shift+ArrowDown', 'Shift+End', 'Control+c');
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text.trimEnd().split(/\r?\n/)).toHaveLength(2);
    expect(text.split('\t')[0]).toBe('SP100001');
    await v.press('Control+End', 'Home', 'ArrowUp', 'Control+v');
    const lines = await v.lines();
    expect(lines[4]?.product).toEqual(lines[0]?.product);
    expect(lines[5]).toMatchObject({ qty: lines[1]?.qty, amount: lines[1]?.amount });
    expect(await page.evaluate(() => window.probe.served.resolve)).toBe(0);
  });

  it('copies from above, fills down, deletes, duplicates and undoes all of it', async () => {
    const { page } = await open('lines=5');
    const first = await v.lines();
    for (let i = 0; i < 7; i++) await v.press('ArrowRight');
    await v.press('ArrowDown', 'Control+d');
    expect((await v.lines())[1]?.qty).toBe(first[0]?.qty);
    await v.press('ArrowDown');
    await page.keyboard.type('..');
    expect((await v.lines())[2]?.qty).toBe(first[0]?.qty);
    await v.press('Control+Home', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Control+d');
    expect((await v.lines()).slice(0, 4).map((line) => line.product?.code)).toEqual(Array(4).fill('SP100001'));
    await v.press('Escape', 'Control+Delete');
    expect(await v.lines()).toHaveLength(4);
    await v.press('Control+Shift+d', 'Alt+Shift+ArrowUp', 'Delete');
    for (let i = 0; i < 12; i++) await v.press('Control+z');
    expect(await v.lines()).toEqual(first);
  });

  it('puts server errors on their cells, lets them move with the line and fall silent when mended', async () => {
    const { page } = await open('lines=20');
    await page.evaluate(() =>
      window.probe.fail([
        { path: 'lines[12].qty', message: '库存不足，可用 12 箱' },
        { path: 'customer', message: '不归表格管' },
      ]),
    );
    await page.locator('.hcg-problems button').click();
    expect(await v.at()).toBe('数量 第13行');
    const box = page.locator('.hcg-box');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator(`[id="${await box.getAttribute('aria-describedby')}"]`).textContent()).toContain('库存不足');
    expect(await page.locator('.hcg-tip').textContent()).toBe('库存不足，可用 12 箱');
    await v.press('Control+Home', 'Insert');
    expect(await page.locator('.hcg-problems').textContent()).toContain('第 14 行 数量');
    await page.locator('.hcg-problems button').click();
    await page.keyboard.type('1');
    await v.press('Enter');
    await soon(() => page.locator('.hcg-problems').count()).toBe(0);
  });

  it('submits with Ctrl+Enter, but not over a required cell left empty', async () => {
    const { page } = await open('lines=2');
    for (let i = 0; i < 7; i++) await v.press('ArrowRight');
    await v.press('Delete', 'Home', 'Control+Enter');
    expect(await page.evaluate(() => window.probe.submitted)).toBe(0);
    expect(await v.at()).toBe('数量 第1行');
    expect(await page.locator('.hcg-problems').textContent()).toContain('数量必填');
    await page.keyboard.type('2');
    await v.press('Control+Enter');
    expect(await page.evaluate(() => window.probe.submitted)).toBe(1);
  });

  it('hands over what stands in an open cell when the page asks for it', async () => {
    const { page } = await open('lines=2');
    for (let i = 0; i < 7; i++) await v.press('ArrowRight');
    await page.keyboard.type('64');
    expect((await v.lines())[0]?.qty).not.toBe('64');
    await page.evaluate(() => window.probe.grid?.commit());
    expect((await v.lines())[0]).toMatchObject({ qty: '64' });
    expect(await page.locator('.hcg-typing').count()).toBe(0);
  });

  it('lets Tab walk and leave, and Escape reach the page when there is nothing to cancel', async () => {
    const { page } = await open('lines=1');
    await v.press('Tab');
    expect(await v.at()).toBe('数量 第1行');
    await v.press('Tab', 'Tab');
    expect(await v.at()).toBe('备注 第1行');
    await v.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('hcg-add');
    await page.locator('.hcg-box').focus();
    await page.evaluate(() => {
      addEventListener('keydown', (event) => {
        if (event.key === 'Escape') document.title = 'page';
      });
    });
    await page.keyboard.type('x');
    await v.press('Escape');
    expect(await page.title()).not.toBe('page');
    await v.press('Escape');
    expect(await page.title()).toBe('page');
  });

  it('has a line menu, select lists and column widths', async () => {
    const { page } = await open('lines=3');
    await page.locator('[data-r="1"] [data-c="2"]').click({ button: 'right' });
    await page.locator('[role=menuitem]', { hasText: '复制本行' }).click();
    expect(await v.lines()).toHaveLength(4);
    expect(await page.evaluate(() => document.activeElement?.className)).toContain('hcg-box');
    await v.press('Shift+F10', 'ArrowDown', 'Enter');
    expect(await v.lines()).toHaveLength(5);
    await page.locator('[data-r="0"] [data-c="4"]').dblclick();
    await page.locator('[role=option]', { hasText: '冷库' }).click();
    expect((await v.lines())[0]?.warehouse).toBe('cold');
    const grip = await page.locator('.hcg-head [data-c="5"] .hcg-resize').boundingBox();
    const [x, y] = [(grip?.x ?? 0) + 4, (grip?.y ?? 0) + 10];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 40, y, { steps: 4 });
    await page.mouse.up();
    expect(await page.evaluate(() => window.probe.widths)).toEqual({ lot: 128 });
    expect((await page.locator('[data-r="0"] [data-c="5"]').boundingBox())?.width).toBe(128);
  });

  it('can be read but not changed when read only', async () => {
    const { page } = await open('lines=3&readonly=1');
    const before = await v.lines();
    await page.keyboard.type('9');
    await v.press('Delete', 'Control+Delete', 'Control+d', 'F2', 'Enter', 'ArrowDown');
    expect(await v.lines()).toEqual(before);
    expect(await page.locator('.hcg-add').count()).toBe(0);
    expect(await axe(v)).toEqual([]);
  });

  it.each(['light', 'dark'])('has no serious accessibility fault, %s', async (theme) => {
    const { page } = await open(`lines=30&theme=${theme}`);
    await page.evaluate(() => window.probe.fail([{ path: 'lines[2].qty', message: '库存不足' }]));
    expect(await axe(v)).toEqual([]);
    await page.keyboard.type('nfs');
    await soon(() => page.locator('[role=option]').count()).toBeGreaterThan(0);
    expect(await axe(v)).toEqual([]);
  });
});
