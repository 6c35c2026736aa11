// 外部信号 as the buyer sees it: a signal is made, filled by a file, judged on the shop's own past and shown with its verdict; a rule that moves
// the safety factor gets its limits, is tried and switched on.
import { addDays, type Day } from '#kernel/day';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { everyLook } from './looks.ts';
import { canBrowse, PATIENCE, type Visit } from './house.ts';
import { shop, type Shop } from './shop.ts';

const DAYS = 300;
/** A number in [0, 1) that follows from its place alone. */
const drawn = (k: number, salt: number): number => {
  const x = Math.sin(k * 12.9898 + salt * 78.233) * 43_758.5453;
  return x - Math.floor(x);
};
const busy = (k: number): boolean => drawn(k, 7) < 0.25;

describe.skipIf(!canBrowse)('外部信号', () => {
  let s: Shop;
  let v: Visit;
  let today: Day;
  beforeAll(async () => {
    s = await shop();
    today = s.house.clock.today();
    const { oil, water, milk, box, main } = s.co.ids;
    const rows = [oil, water, milk, box].flatMap((i, n) =>
      Array.from({ length: DAYS }, (_, k) => ({ i, d: addDays(today, k - DAYS), q: String(Math.round((6 + 2 * n + 4 * drawn(k, n)) * (busy(k) ? 3 : 1)) * 1_000_000) })),
    );
    await s.house.db.write(s.co.caller.scope, (tx) =>
      tx.query(
        `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), q.i, $2, q.d, q.q, q.q from jsonb_to_recordset($1::jsonb) as q(i uuid, d date, q bigint)`,
        [JSON.stringify(rows), main],
      ),
    );
    v = await s.enter('wangqiang');
  });
  afterAll(() => s?.close());

  test('a signal is made, filled, judged, and the verdict is shown', { timeout: 300_000 }, async () => {
    const { page } = v;
    await v.go('/planning/signals');
    await page.getByText('还没有外部信号').waitFor();
    await page.getByRole('button', { name: '新建信号' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('名称').fill('赶集日');
    await form.getByLabel('编码').fill('market');
    await form.getByLabel('来源').fill('街道办集市表');
    await form.getByRole('button', { name: '保存' }).click();
    await page.getByText('已新建').waitFor();
    await page.getByRole('row', { name: /赶集日.*未检验/ }).click();
    const box = page.getByRole('dialog');
    const csv = join(mkdtempSync(join(tmpdir(), 'signals-')), 'market.csv');
    writeFileSync(csv, '日期,数值\n2026-02-30,1\n');
    await box.locator('input[type=file]').setInputFiles(csv);
    await page
      .getByText(/第 2 行“日期”：“2026-02-30”不是有效日期/)
      .first()
      .waitFor();
    writeFileSync(csv, `日期,数值\n${Array.from({ length: DAYS + 7 }, (_, k) => `${addDays(today, k - DAYS)},${busy(k) ? 1 : 0}`).join('\n')}`);
    await box.locator('input[type=file]').setInputFiles(csv);
    await page.getByText(`读到 ${DAYS + 7} 行，新增 ${DAYS + 7} 个读数`).waitFor();
    await box.getByText('没有缺口').waitFor();
    await box.getByRole('button', { name: '检验' }).click();
    await box.getByText(/检验点平均降低误差/).waitFor({ timeout: 4 * PATIENCE });
    await everyLook(s, 'wangqiang', { path: '/planning/signals', shot: 'planning-signals' });
    await everyLook(s, 'wangqiang', {
      path: '/planning/signals',
      shot: 'planning-signal',
      open: async (look) => {
        await look.page.getByText('赶集日').first().click();
        await look.page
          .getByRole('dialog')
          .getByText(/检验点平均降低误差/)
          .waitFor();
        await look.page
          .getByRole('dialog')
          .getByRole('img', { name: /赶集日/ })
          .first()
          .waitFor();
      },
    });
    await everyLook(s, 'wangqiang', {
      path: '/planning/signals',
      shot: 'planning-signal-form',
      open: async (look) => {
        await look.page.getByRole('button', { name: '新建信号' }).click();
        await look.page.getByRole('dialog').getByLabel('数据怎样来').selectOption('pull');
      },
    });
    expect(v.complaints).toEqual([]);
  });

  test('an overlay is limited, tried on the past, and only then switched on', { timeout: 300_000 }, async () => {
    const { page } = v;
    await v.go('/planning/signals/overlays');
    await page.getByText('还没有会调整安全库存系数的规则').waitFor();
    const saved = await page.evaluate(async () => {
      const reply = await fetch('/api/rules', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: '周一加备', text: '每周一，把全部商品的安全库存系数调整为3' }),
      });
      return reply.status;
    });
    expect(saved).toBe(200);
    await v.go('/planning/signals/overlays');
    const card = page.getByRole('region', { name: '周一加备' });
    await card.getByText('未回测').waitFor();
    expect(await card.getByRole('button', { name: '启用叠加' }).isDisabled()).toBe(true);
    await card.getByLabel('上限').fill('2.5');
    await card.getByLabel('有效天数').fill('5');
    await card.getByRole('button', { name: '保存界限' }).click();
    await page.getByText('改了界限要重新回测').waitFor();
    await card.getByRole('button', { name: '回测' }).click();
    await card.getByText(/触发 \d+ 次/).waitFor({ timeout: 4 * PATIENCE });
    await card.getByText('最近的触发').click();
    await card
      .getByText(/规则说 3，界限内按 2\.5/)
      .first()
      .waitFor();
    await card.getByRole('button', { name: '启用叠加' }).click();
    await card.getByText('已启用', { exact: true }).waitFor();
    await everyLook(s, 'wangqiang', {
      path: '/planning/signals/overlays',
      shot: 'planning-overlays',
      open: async (look) => {
        await look.page
          .getByRole('img', { name: /满足率/ })
          .first()
          .waitFor();
      },
    });
    expect(v.complaints).toEqual([]);
  });
});
