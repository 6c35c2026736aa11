// 业务规则 on the page: a sentence with a fault and its remedy, blocks and explanation from the same tree, a trial on the past, activation, firing, why not.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse } from './house.ts';
import { shop, type Shop } from './shop.ts';
import { soon } from './desk.ts';

describe.skipIf(!canBrowse)('business rules', () => {
  let s: Shop;
  beforeAll(async () => {
    s = await shop();
  });
  afterAll(() => s?.close());

  test('written, mended by click, seen as blocks, tried, activated', async () => {
    const boss = await s.enter('wangqiang');
    const { page } = boss;
    await boss.go('/rules');
    await page.getByRole('heading', { level: 1, name: '业务规则' }).waitFor();
    await boss.settled();
    await boss.shot('rules-1-list');
    await boss.go('/rules/new');
    const box = page.getByRole('textbox', { name: '一句话' });
    await box.fill('当库存偏低时，通知采购员');
    await page.locator('.hc-fault').first().waitFor();
    await boss.shot('rules-2-fault');
    await page.locator('.hc-fault .hc-chip', { hasText: '低于安全库存' }).first().click();
    await page.locator('.hc-understood li', { hasText: '低于安全库存' }).first().waitFor();
    await page.locator('.blocklyBlockCanvas .blocklyDraggable').first().waitFor();
    await boss.settled();
    await boss.shot('rules-3-blocks');
    expect(await page.locator('.hc-blocks .hc-note').count()).toBe(0);
    await page.getByRole('button', { name: '在历史上试算' }).click();
    await page.getByText('最近 90 天会触发', { exact: false }).waitFor();
    await boss.shot('rules-4-trial');
    await page.getByLabel('名称').first().fill('缺货提醒');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByRole('button', { name: '启用' }).waitFor();
    await page.getByRole('button', { name: '启用' }).click();
    // The author does not approve their own rule where somebody else may.
    await page.locator('.hc-tag', { hasText: '待批准' }).waitFor();
    const address = new URL(page.url()).pathname;
    const head = await s.enter('zhaoqing');
    await head.go(address);
    await head.page.getByRole('button', { name: '批准并启用' }).click();
    await head.page.locator('.hc-tag', { hasText: '已启用' }).waitFor();
    await head.shot('rules-5-approved');
    await head.context.close();
    await boss.go(address);
    await page.locator('.hc-tag', { hasText: '已启用' }).waitFor();
    await page.getByRole('radio', { name: '为什么没触发' }).click();
    await boss.settled();
    await boss.shot('rules-5-why');
    expect(await boss.axe()).toEqual([]);
    expect(boss.complaints).toEqual([]);
    await boss.context.close();
    for (const how of [{ phone: true }, { phone: true, dark: true }, { dark: true }]) {
      const again = await s.enter('wangqiang', how);
      await again.go(address);
      await again.page.locator('.hc-understood li').first().waitFor();
      await again.settled();
      await again.shot(`rules-7${how.phone ? '-phone' : ''}${how.dark ? '-dark' : ''}`);
      expect(await again.axe()).toEqual([]);
      await again.context.close();
    }
  });

  test('a block changed by hand changes the sentence', async () => {
    const boss = await s.enter('wangqiang');
    const { page } = boss;
    await boss.go(`/rules/new?text=${encodeURIComponent('当库存低于10时，通知采购员')}`);
    await page.locator('.blocklyBlockCanvas .blocklyDraggable').first().waitFor();
    await page.locator('.blocklyBlockCanvas .blocklyText', { hasText: '低于' }).first().click();
    await page.locator('.blocklyMenuItem', { hasText: '超过' }).filter({ hasNotText: '不超过' }).first().click();
    await soon(() => page.getByRole('textbox', { name: '一句话' }).inputValue()).toMatch(/超过10/);
    await boss.shot('rules-6-block-to-sentence');
    expect(boss.complaints).toEqual([]);
    await boss.context.close();
  });
});
