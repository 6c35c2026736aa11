// The company's choices: a table that names each of them once, and what the office may do with it over HTTP.
import { parseDecimal } from '#kernel/decimal';
import { DEFAULT_TOLERANCE, toleranceOf } from '#settlement';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changedSettings, SETTING_GROUPS, SETTINGS_BODY, settingOf, settingsSaid } from './company-settings.ts';

const ALL = SETTING_GROUPS.flatMap((g) => g.settings);

describe('the table of choices', () => {
  test('every choice has a key of its own, a sentence, somebody it concerns, and a value its own check lets through', () => {
    expect(new Set(ALL.map((s) => s.key)).size).toBe(ALL.length);
    for (const s of ALL) {
      expect(s.text.endsWith('。'), s.key).toBe(true);
      expect(s.who, s.key).not.toBe('');
      const body = s.key.split('.').reduceRight<unknown>((inside, part) => ({ [part]: inside }), s.initial);
      expect(SETTINGS_BODY.safeParse(body).success, s.key).toBe(true);
    }
  });

  test('what is shown as the tolerance nobody chose is the tolerance that holds', () => {
    const shown = (key: string) => settingOf({}, ALL.find((s) => s.key === key) ?? ALL[0]!);
    expect(shown('matching.control')).toBe(DEFAULT_TOLERANCE.control);
    const held = toleranceOf({ matching: { price: String(shown('matching.price')), amount: String(shown('matching.amount')), qty: String(shown('matching.qty')) } });
    expect(held).toEqual(DEFAULT_TOLERANCE);
    expect(parseDecimal(String(shown('matching.price')), 6)).toBe(20_000n);
  });

  test('a change is told in the words of the screen, percent as percent', () => {
    const before = { overReceipt: '50000' as never, matching: { price: '0.02' } };
    const after = { overReceipt: '125000' as never, matching: { price: '0.005', amount: '10' }, estimatePolicy: 'month-start' as const };
    expect(settingsSaid(before, after)).toBe('暂估方式 单到回冲 → 月初回冲；允许超收 5% → 12.5%；价格容差 2% → 0.5%；金额容差 5 元 → 10 元');
    expect(changedSettings(before, before)).toEqual([]);
  });
});

describe('业务设置 over HTTP', () => {
  let s: SmallServer;
  let boss: string;
  beforeAll(async () => {
    s = await smallServer();
    boss = await s.as(s.co, 'admin');
  });
  afterAll(() => s?.close());
  const save = (cookie: string, settings: object, reason?: string) => s.call(cookie, 'PUT', '/api/settings', { settings, ...(reason ? { reason } : {}) });
  const read = async (cookie: string) => (await s.call(cookie, 'GET', '/api/settings')).body as { settings: unknown; history: { summary: string; who: string }[]; may: object };

  test('each part of 三单匹配 is changed by itself, and the audit list says from what to what', async () => {
    expect((await save(boss, { matching: { price: '0.03' } })).body).toEqual({ ok: true, changed: 1 });
    expect((await save(boss, { matching: { amount: '8.50' } })).body).toEqual({ ok: true, changed: 1 });
    const now = await read(boss);
    expect(now.settings).toMatchObject({ matching: { price: '0.03', amount: '8.50' } });
    expect(now.history.map((h) => h.summary)).toEqual(['修改设置：金额容差 5 元 → 8.50 元', '修改设置：价格容差 2% → 3%']);
    expect((await save(boss, { matching: { price: '0.03' } })).body).toEqual({ ok: true, changed: 0 });
    expect((await read(boss)).history).toHaveLength(2);
  });

  test.each<[string, object, string | undefined, string]>([
    ['a grave change without its reason', { estimatePolicy: 'difference' }, undefined, '须填写原因'],
    ['a share beyond its bound', { overReceipt: '900000' }, undefined, '不能超过 50%'],
    ['a choice nobody offers', { estimatePolicy: 'never' }, '试试', 'estimatePolicy'],
    ['a setting nobody knows', { colour: 'red' }, undefined, 'colour'],
  ])('%s is refused', async (_, settings, reason, said) => {
    const refused = await save(boss, settings, reason);
    expect(refused.status).toBeGreaterThanOrEqual(400);
    expect(refused.status).toBeLessThan(500);
    expect(JSON.stringify(refused.body)).toContain(said);
  });

  test('the cost pool may be chosen until goods have moved, and never after', async () => {
    expect((await save(boss, { costPool: 'warehouse-group' }, '门店各算各的')).status).toBe(200);
    expect((await save(boss, { costPool: 'company' }, '改回')).status).toBe(200);
    await s.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main }, lines: [{ item: s.co.ids.oil, qty: '1', price: '54.50' }] },
    });
    const refused = await save(boss, { costPool: 'warehouse-group' }, '又想改');
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain('不能再改');
    expect((await read(boss)).settings).toMatchObject({ costPool: 'company' });
  });

  test('the accountant reads them and changes nothing; the keeper does not even read them', async () => {
    const [books, keeper] = [await s.as(s.co, 'accountant'), await s.as(s.co, 'keeper')];
    expect((await read(books)).may).toEqual({ change: false });
    expect((await save(books, { overReceipt: '10000' })).status).toBe(403);
    expect((await s.call(keeper, 'GET', '/api/settings')).status).toBe(403);
  });
});
