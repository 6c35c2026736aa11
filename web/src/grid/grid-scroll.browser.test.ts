// Promise: however long and wide the document: few lines in the page, a key redraws two of them, and frozen columns never leave their place.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, openDemo, type Demo } from './demo/open-demo';
import { visit, type Visit } from './demo/visit';

const chromium = findChromium();
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 8000 });
const NARROW = { width: 820, height: 700 };
let demo: Demo;
let v: Visit;
const open = async (query: string, size?: { width: number; height: number }): Promise<Visit> => (v = await visit(demo, query, size));

/** x of a cell of the first line in sight, counted from the frame */
const at = (selector: string): Promise<number> =>
  v.page.evaluate((s) => {
    const cell = document.querySelector(s) as HTMLElement;
    return Math.round(cell.getBoundingClientRect().left - (document.querySelector('.hcg-scroll') as HTMLElement).getBoundingClientRect().left);
  }, selector);
const scroller = (): Promise<{ top: number; left: number; gliding: boolean }> =>
  v.page.locator('.hcg-scroll').evaluate((x) => ({ top: x.scrollTop, left: x.scrollLeft, gliding: x.classList.contains('hcg-gliding') }));

describe.skipIf(chromium === null)('a long and wide document', () => {
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

  it('of 3,500 lines is edited, left and undone at both ends', async () => {
    const { page } = await open('lines=3500');
    const first = await v.lines();
    for (const [jump, line] of [
      ['Control+End', 3499],
      ['Control+Home', 0],
    ] as const) {
      await v.press(jump, 'Home');
      for (let i = 0; i < 7; i++) await v.press('ArrowRight');
      expect(await v.at()).toBe(`数量 第${line + 1}行`);
      await page.keyboard.type('777');
      await v.press('Enter');
      expect((await v.lines())[line]?.qty).toBe('777');
      expect(await page.locator(`[data-r="${line}"] [data-c="7"]`).textContent()).toBe('777');
      expect(await page.locator('.hcg-body [role=row]').count()).toBeLessThan(45);
    }
    await v.press('Control+z', 'Control+z');
    expect(await v.lines()).toEqual(first);
  });

  it('draws the lines of a page together with the key that turns it', async () => {
    const { page } = await open('lines=3500');
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      const look = (key: string): void => {
        const frame = (document.querySelector('.hcg-scroll') as HTMLElement).getBoundingClientRect();
        const line = (y: number): Element | null => document.elementFromPoint(frame.left + 300, y)?.closest('[data-r]') ?? null;
        seen.push(`${key}: ${line(frame.top + 50) && line(frame.bottom - 60) ? 'drawn' : 'blank'}`);
      };
      // what stands there when the frame of this key is about to be painted
      const onKey = ({ key }: KeyboardEvent): void => {
        if (key !== 'Control') requestAnimationFrame(() => look(key));
      };
      addEventListener('keydown', onKey, true);
    });
    const keys = ['PageDown', 'PageDown', 'Control+End', 'PageUp', 'Control+Home', 'PageDown'];
    await v.press('End'); // the text box is never where we look
    await page.evaluate(() => (window as unknown as { seen: string[] }).seen.splice(0));
    for (const key of keys) {
      await v.press(key);
      await page.waitForTimeout(60);
    }
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toEqual(keys.map((key) => `${key.replace('Control+', '')}: drawn`));
  });

  it('redraws two lines for a step, one for a figure and none for a digit', async () => {
    const { page } = await open('lines=200');
    for (let i = 0; i < 7; i++) await v.press('ArrowRight');
    await page.evaluate(() => {
      const touched = new Set<string>();
      Object.assign(window, { touched });
      new MutationObserver((all) => {
        for (const { target } of all)
          touched.add(((target instanceof Element ? target : target.parentElement) as Element).closest<HTMLElement>('[data-r]')?.dataset['r'] ?? 'body');
      }).observe(document.querySelector('.hcg-body') as Element, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const touchedBy = async (...keys: string[]): Promise<string[]> => {
      await page.evaluate(() => (window as unknown as { touched: Set<string> }).touched.clear());
      await v.press(...keys);
      await page.waitForTimeout(50);
      return page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched].sort());
    };
    expect(await touchedBy('ArrowDown')).toEqual(['0', '1']);
    expect(await touchedBy('4', '2')).toEqual([]);
    expect(await touchedBy('Enter')).toEqual(['1']);
    expect(await touchedBy('Control+z')).toEqual(['1']);
  });

  it('keeps the cursor in sight sideways, the first column whole, and starts a new line at the left', async () => {
    const { page } = await open('lines=3', NARROW);
    await v.press('End');
    const scrollLeft = (): Promise<number> => page.locator('.hcg-scroll').evaluate((x) => x.scrollLeft);
    expect(await scrollLeft()).toBeGreaterThan(0);
    const [frame, cursor, first] = await Promise.all(['.hcg-scroll', '.hcg-box', '[data-r="0"] [data-c="0"]'].map((s) => page.locator(s).boundingBox()));
    expect((cursor?.x ?? 0) + (cursor?.width ?? 0)).toBeLessThanOrEqual((frame?.x ?? 0) + (frame?.width ?? 0) + 1);
    expect(Math.round((first?.x ?? 0) - (frame?.x ?? 0))).toBe(53); // line numbers and the border
    await v.press('Control+End', 'Enter');
    expect(await v.at()).toBe('商品编码 第4行');
    expect(await scrollLeft()).toBe(0);
    await v.press('End', 'Home'); // the box over a frozen column stands on its cell
    const [held, cell] = await Promise.all(['.hcg-box', '[data-r="3"] [data-c="0"]'].map((s) => page.locator(s).boundingBox()));
    expect(Math.abs((held?.x ?? 0) - (cell?.x ?? 9))).toBeLessThan(1);
  });

  it('keeps the frozen column in its place under wheel and keys, and sticky only while the lines glide', async () => {
    const { page } = await open('lines=60', NARROW);
    const [number, first] = [await at('[data-r="3"] [data-no]'), await at('[data-r="3"] [data-c="0"]')];
    const dots = await at('.hcg-dots');
    // each frame from now on: is it sticky, and where does the first column stand
    await page.evaluate(() => {
      const frames: (readonly [boolean, number])[] = [];
      Object.assign(window, { frames });
      const note = (): void => {
        const [frame, cell] = ['.hcg-scroll', '[data-r="3"] [data-c="0"]'].map((s) => document.querySelector(s) as HTMLElement) as [HTMLElement, HTMLElement];
        frames.push([frame.classList.contains('hcg-gliding'), Math.round(cell.getBoundingClientRect().left - frame.getBoundingClientRect().left)]);
        requestAnimationFrame(note);
      };
      note();
    });
    await page.locator('.hcg-scroll').hover({ position: { x: 400, y: 300 } });
    await page.mouse.wheel(300, 0);
    await soon(async () => (await scroller()).left).toBeGreaterThan(200);
    await soon(async () => (await scroller()).gliding).toBe(false);
    const frames = await page.evaluate(() => (window as unknown as { frames: (readonly [boolean, number])[] }).frames);
    expect(frames.some(([gliding]) => gliding)).toBe(true);
    expect([...new Set(frames.map(([, x]) => x))]).toEqual([first]);
    expect([await at('[data-r="3"] [data-no]'), await at('[data-r="3"] [data-c="0"]'), await at('.hcg-head [data-c="0"]'), await at('.hcg-dots')]).toEqual([
      number,
      first,
      first,
      dots,
    ]);
    await v.press('End');
    expect((await scroller()).gliding).toBe(false);
    expect([await at('[data-r="3"] [data-no]'), await at('[data-r="3"] [data-c="0"]'), await at('.hcg-foot [role=gridcell]')]).toEqual([number, first, first]);
    await page.locator('.hcg-dots').click();
    await page.locator('[role=menuitem]', { hasText: '删除行' }).click();
    expect(await v.lines()).toHaveLength(59);
  });

  it('at rest is a handful of layers, not two for each line', async () => {
    const { cdp } = await open('lines=60', NARROW);
    const layers = new Promise<number>((told) => {
      cdp.on('LayerTree.layerTreeDidChange', (event) => {
        if (event.layers) told(event.layers.length);
      });
    });
    await cdp.send('DOM.enable');
    await cdp.send('LayerTree.enable');
    await v.press('ArrowDown');
    expect(await layers).toBeLessThan(25);
  });
});
