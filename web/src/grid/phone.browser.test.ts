// Promise: the cards and the quantity pad work by thumb on a 390 px screen, light and dark, with no serious axe finding.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, openDemo, type Demo } from './demo/open-demo';
import { axe, visit, type Visit } from './demo/visit';

const chromium = findChromium();
const PHONE = { width: 390, height: 844 };
/** generous: the machine may be busy, and nothing here is about speed */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 8000 });
let demo: Demo;
let v: Visit;

async function open(query = '', size?: { width: number; height: number }): Promise<Visit> {
  v = await visit(demo, query, size);
  return v;
}

describe.skipIf(chromium === null)('the lines on a phone', () => {
  beforeAll(async () => {
    demo = await openDemo(chromium as string);
  }, 120_000);
  afterAll(async () => {
    await demo?.close();
  });
  afterEach(async () => {
    const troubles = [...(v?.troubles ?? [])];
    await v?.close();
    expect(troubles).toEqual([]);
  });

  it.each(['light', 'dark'])('is cards with a quantity pad on a phone, %s', async (theme) => {
    const { page } = await open(`lines=3&theme=${theme}`, PHONE);
    expect(await page.locator('[role=grid]').count()).toBe(0);
    expect(await page.locator('.hcg-card').count()).toBe(3);
    await page.getByLabel('数量加一 第 2 行').click();
    expect((await v.lines())[1]?.qty).toBe('55');
    expect(await axe(v)).toEqual([]);
    await page.locator('.hcg-qty').nth(1).click();
    for (const key of ['1', '2', '.', '5']) await page.locator(`.hcg-pad-keys [aria-label="${key}"]`).click();
    expect((await v.lines())[1]).toMatchObject({ qty: '12.5', amount: '532.38' });
    expect(await axe(v)).toEqual([]);
    await page.locator('.hcg-done').click();
    await page.locator('.hcg-sums .hcg-add').click();
    await page.locator('.hcg-search input').fill('gncz');
    await page.locator('.hcg-search li button', { hasText: '公牛插座' }).first().click();
    await soon(async () => (await v.lines())[3]?.product?.label).toContain('公牛插座');
    expect(await page.locator('.hcg-tile[aria-pressed=true]').textContent()).toContain('数量');
    const small = await page
      .locator('.hcg-sheet button, .hcg-stepper button')
      .evaluateAll((all) => all.filter((x) => x.getBoundingClientRect().height < 48).map((x) => x.textContent));
    expect(small).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(PHONE.width);
    await page.locator('.hcg-danger').click();
    expect(await v.lines()).toHaveLength(3);
    await page.locator('.hcg-undo').click();
    expect(await v.lines()).toHaveLength(4);
  });
});
