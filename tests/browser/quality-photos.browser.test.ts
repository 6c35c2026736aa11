// Photos on an inspection, as the inspector adds them at a desk and on a phone; and a change of a product seen in its plan.
import { saveAll } from '#app/founding';
import { deflateSync, crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { soon } from './desk.ts';
import { canBrowse, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

/** A real PNG, 2400 × 1800, striped: larger than what is kept. */
function picture(): Buffer {
  const [width, height] = [2400, 1800];
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) rows.set([(x >> 3) & 255, (y >> 3) & 255, (x ^ y) & 64 ? 220 : 120], y * (width * 3 + 1) + 1 + x * 3);
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

describe.skipIf(!canBrowse)('检验单的照片', () => {
  let s: Shop;
  let v: Visit;
  let path = '';
  const file = { name: '胀包.png', mimeType: 'image/png', buffer: picture() };
  beforeAll(async () => {
    s = await shop();
    const { co } = s;
    const [plan] = await saveAll(co.house, co.caller, 'inspection-plan', [
      { name: '牛奶复检', data: { kind: 'stock', item: co.ids.milk, level: 'S-1', critical: '0.65', major: '1.0', minor: '2.5' } },
    ]);
    const lot = { item: co.ids.milk, lot: 'N0401' };
    await co.must({
      type: 'other-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { warehouse: co.ids.main, reason: co.ids['reasonIn'] }, lines: [{ ...lot, qty: '5', unitCost: '3', made: '2026-03-01' }] },
    });
    const made = await co.must({
      type: 'inspection',
      command: 'save',
      body: { day: '2026-03-10', head: { kind: 'stock', plan: plan?.id }, lines: [{ ...lot, lotQty: '5', majorSeen: 2, decision: 'freeze', reason: '胀包' }] },
    });
    path = `/documents/inspection/${made.id}`;
    v = await s.enter('heping');
  });
  afterAll(() => s?.close());
  const photos = (at: Visit) => at.page.getByRole('region', { name: '照片' });

  test('two are chosen at once, made small, shown as thumbnails and opened whole', async () => {
    await v.go(path);
    await photos(v).getByText('还没有照片').waitFor();
    await photos(v).getByLabel('照片属于').selectOption('1');
    await photos(v)
      .locator('input[type=file]')
      .setInputFiles([file, { ...file, name: '封口.png' }]);
    await v.page.getByText('已加 2 张照片').waitFor();
    await soon(() =>
      photos(v)
        .locator('li img')
        .evaluateAll((list) => list.map((i) => (i as unknown as { naturalWidth: number }).naturalWidth)),
    ).toEqual([240, 240]);
    await v.shot('photos');
    expect(await v.axe()).toEqual([]);
    await photos(v).getByRole('button', { name: '查看照片 胀包.png' }).click();
    const whole = v.page.getByRole('dialog', { name: '胀包.png' }).getByRole('img');
    await soon(() => whole.evaluate((i) => (i as unknown as { naturalWidth: number }).naturalWidth)).toBe(1600);
    await v.shot('photo-whole');
    expect(await v.axe()).toEqual([]);
    await v.page.keyboard.press('Escape');
    // Another kind of file is said to be none, and nothing is sent.
    await photos(v)
      .locator('input[type=file]')
      .setInputFiles({ name: '说明.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await v.page.getByText('“说明.txt”打不开').waitFor();
    expect(v.complaints).toEqual([]);
  });

  test('on a phone, at night; one is taken away after a question', async () => {
    const phone = await s.enter('heping', { phone: true, dark: true });
    await phone.go(path);
    await soon(() => photos(phone).locator('li').count()).toBe(2);
    await photos(phone).scrollIntoViewIfNeeded();
    await phone.shot('photos');
    expect(await phone.axe()).toEqual([]);
    expect(await phone.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await photos(phone).getByRole('button', { name: '删除照片 封口.png' }).click();
    await phone.page.getByRole('dialog').getByRole('button', { name: '删除照片', exact: true }).click();
    await phone.page.getByText('照片已删除').waitFor();
    await soon(() => photos(phone).locator('li').count()).toBe(1);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });

  test('after approval they stand and cannot be added to', async () => {
    await v.go(path);
    await v.page.keyboard.press('Control+Enter');
    await v.page.getByText('已审核').first().waitFor();
    await soon(() => photos(v).locator('li').count()).toBe(1);
    expect(await photos(v).getByRole('button', { name: '加照片' }).count()).toBe(0);
    await v.shot('photos-approved');
  });
});
