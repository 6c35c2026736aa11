// 备份与导出 clicked: the reminder, a back-up made and taken away, an export, on a desk and on a phone, light and dark; nobody else finds the page.
import { checkBackup } from '#app/backup/restore';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyLook } from './looks.ts';
import { canBrowse } from './house.ts';
import { shop, type Shop } from './shop.ts';

describe.skipIf(!canBrowse)('备份与导出', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hengcang-backup-page-'));
  let s: Shop;
  beforeAll(async () => {
    process.env['HENGCANG_BACKUP_DIR'] = folder;
    s = await shop();
  });
  afterAll(async () => {
    await s?.close();
    delete process.env['HENGCANG_BACKUP_DIR'];
    rmSync(folder, { recursive: true, force: true });
  });

  test('the administrator is reminded, makes a back-up with one click, and takes away a file that proves itself', async () => {
    const boss = await s.enter('wangqiang');
    const { page } = boss;
    await boss.go('/settings/backup');
    await page.getByText('还没有备份过').waitFor();
    await boss.shot('backup-1-reminder');
    expect(await boss.axe()).toEqual([]);
    await page.getByRole('button', { name: '立即备份' }).click();
    await page.getByText(/最近一次备份：/).waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载' }).first().click()]);
    expect(file.suggestedFilename()).toMatch(/^hengcang-backup-\d{8}-\d{6}\.zip$/);
    expect((await checkBackup(await file.path())).manifest.companies).toEqual(['衡仓小店']);
    await page.getByRole('button', { name: '导出 CSV' }).click();
    await page.locator('section', { hasText: '导出本公司数据' }).getByRole('link', { name: '下载' }).waitFor();
    await boss.settled();
    await boss.shot('backup-2-made');
    expect(await boss.axe()).toEqual([]);
    expect(boss.complaints).toEqual([]);
    await boss.context.close();
  });

  test('it fits a phone, and the dark', async () => {
    await everyLook(s, 'wangqiang', { path: '/settings/backup', shot: 'backup-2-made', open: ({ page }) => page.getByText(/最近一次备份：/).waitFor() });
  });

  test('whoever does not hold the settings finds no such page', async () => {
    const buyer = await s.enter('linxiao');
    await buyer.go('/settings/tokens');
    expect(await buyer.page.getByRole('link', { name: '备份与导出' }).count()).toBe(0);
    await buyer.context.close();
  });
});
