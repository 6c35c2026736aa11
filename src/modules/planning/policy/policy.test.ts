import type { Curve } from '#policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { industryFor } from './decay.ts';
import { dayCurves, daysOfCover, pooled } from './curves.ts';
import { levelOf, type LevelInput } from './level.ts';
import { fillFor, gradesOf, NO_SETTINGS, settingsFrom } from './settings.ts';
import { type Spot, suggestFor, withinBudget } from './suggest.ts';

const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];
const day = (mean: number, spread = 0.3): Curve => ({
  levels: LEVELS,
  mean,
  at: [1, 1 + 0.84 * spread, 1 + 1.28 * spread, 1 + 1.64 * spread, 1 + 2.33 * spread].map((x) => mean * x),
});
const lead = (days: number) => ({ chances: [{ days, chance: 1 }], mean: days, p90: days, seen: 5 });
const usual: LevelInput = {
  days: Array.from({ length: 30 }, () => day(10)),
  lead: lead(2),
  review: 3,
  look: 1,
  fill: 0.95,
  class: 'smooth',
  average: 10,
  factor: 1.2,
  life: null,
  batches: [],
  pack: 1,
  shortCost: 2,
  spoilCost: 5,
  most: null,
  changes: [],
};
const spot = (over: Partial<Spot> = {}): Spot => ({
  item: 'milk',
  warehouse: 'main',
  name: '总仓',
  reorder: 20,
  target: 50,
  interval: day(30),
  life: null,
  ownMean: 30,
  span: 4,
  onHand: 10,
  allocated: 0,
  coming: 0,
  source: { kind: 'purchase', supplier: 's', price: 3, minimum: 0, weekdays: null },
  feeds: [],
  pack: 1,
  shortCost: 2,
  cover: 1,
  lead: 1,
  batches: [],
  ...over,
});
const today = { weekday: 0, transferFirst: true };

describe('curves', () => {
  test('beyond the horizon the last week comes again, and days that are over are skipped', () => {
    const means = Array.from({ length: 14 }, (_, i) => i + 1);
    const forecast = { means, quantiles: means.flatMap((m) => LEVELS.map(() => m)), levels: LEVELS };
    expect(dayCurves(forecast, 16).map((c) => c.mean)).toEqual([...means, 8, 9]);
    expect(dayCurves(forecast, 3, 2).map((c) => c.mean)).toEqual([3, 4, 5]);
    expect(dayCurves(forecast, 2, 20).map((c) => c.mean)).toEqual([14, 8]);
  });
  test('places together: means add, spreads less than add', () => {
    const [both] = pooled([[day(10)], [day(10)]]);
    expect(both?.mean).toBe(20);
    expect((both?.at[4] ?? 0) - 20).toBeLessThan(2 * ((day(10).at[4] ?? 0) - 10));
    expect((both?.at[4] ?? 0) - 20).toBeGreaterThan((day(10).at[4] ?? 0) - 10);
  });
  test('cover counts whole days', () => expect([0, 9, 10, 25, 1000].map((stock) => daysOfCover(usual.days, stock))).toEqual([0, 0, 1, 2, 30]));
});

test.each([
  ['花叶类', '生鲜'],
  ['辣椒类', '生鲜'],
  ['辣椒酱', null],
  ['西瓜子', null],
  ['食用菌', '生鲜'],
] as const)('a category’s name tells its trade: %s', (name, trade) => expect(industryFor(name)).toBe(trade));

describe('levels', () => {
  const level = levelOf(usual);
  test('three numbers with a sentence each, and the static formula beside them', () => {
    expect(level.static).toEqual({ safety: 24, reorder: 44, target: 64 });
    expect(level.reasons[0]).toMatch(/^未来 4 天预计需求 40（80%区间 .*），为 95% 满足率多备 .*；比静态公式少 .*。$/);
    expect(level.reasons[1]).toContain('库存降到');
    expect(level.reasons[2]).toContain('覆盖交期与复核共 4 天');
  });
  test.each([
    ['a higher target fill', { fill: 0.99 }, 1],
    ['a longer lead', { lead: lead(4) }, 1],
    ['more days between orders', { review: 5 }, 1],
    ['a rule that asks for twice the safety', { changes: [{ factor: 2, why: '规则“台风”' }] }, 1],
    ['a shelf life shorter than the interval', { life: 2, batches: [{ left: 2, quantity: 10 }] }, -1],
    ['最高库存', { most: 30 }, -1],
  ] as const)('%s moves the target', (_, change, direction) => {
    const moved = levelOf({ ...usual, ...change } as LevelInput);
    expect(Math.sign(moved.target - level.target)).toBe(direction);
  });
  test('what a rule did and what capped it stand in the sentence', () => {
    expect(levelOf({ ...usual, changes: [{ factor: 2, why: '规则“台风”' }] }).reasons[0]).toContain('规则“台风”：安全部分 ×2');
    expect(levelOf({ ...usual, most: 30 }).reasons[2]).toContain('最高库存 30');
    expect(levelOf({ ...usual, life: 2 }).reasons[2]).toContain('保质期 2 天内');
    expect(levelOf({ ...usual, changes: [{ fixed: { what: 'safety', value: 30 }, why: '规则“备战”' }] }).safety).toBeCloseTo(30);
  });
  test('what can be ordered now and then only is ordered earlier: it must last until the next chance', () => {
    const [daily, twice] = [level, levelOf({ ...usual, look: 3 })];
    expect(twice.reorder).toBeGreaterThan(daily.reorder + 15);
    expect(twice.reorder).toBeLessThanOrEqual(twice.target);
  });
  test('law: safety and reorder point are never negative and never above the target; a longer lead never lowers it', () => {
    fc.assert(
      fc.property(
        fc.record({
          mean: fc.double({ min: 0, max: 200, noNaN: true }),
          spread: fc.double({ min: 0, max: 2, noNaN: true }),
          leadDays: fc.integer({ min: 1, max: 10 }),
          review: fc.integer({ min: 1, max: 10 }),
          fill: fc.constantFrom(0.8, 0.9, 0.95, 0.99),
          life: fc.option(fc.integer({ min: 1, max: 30 }), { nil: null }),
          pack: fc.constantFrom(0, 1, 12),
          kind: fc.constantFrom('smooth', 'intermittent', 'lumpy'),
          factor: fc.double({ min: 0.1, max: 5, noNaN: true }),
        }),
        (x) => {
          const make = (days: number) =>
            levelOf({
              ...usual,
              days: Array.from({ length: 30 }, () => day(x.mean, x.spread)),
              lead: lead(days),
              review: x.review,
              fill: x.fill,
              life: x.life,
              pack: x.pack,
              class: x.kind,
              changes: [{ factor: x.factor, why: '规则' }],
            });
          const one = make(x.leadDays);
          expect(one.safety).toBeGreaterThanOrEqual(0);
          expect(one.reorder).toBeGreaterThanOrEqual(0);
          expect(one.reorder).toBeLessThanOrEqual(one.target + 1e-9);
          expect(Number.isFinite(one.target)).toBe(true);
          if (x.life === null) expect(make(x.leadDays + 3).target).toBeGreaterThanOrEqual(one.target - 1e-6);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('settings', () => {
  test('ABC by turnover, and the narrower word wins', () => {
    const grades = gradesOf(new Map([['a', 70], ['b', 15], ['c', 10], ['d', 5], ['e', 0]])); // biome-ignore format: one table
    expect([...grades]).toEqual([['a', 'A'], ['b', 'A'], ['c', 'B'], ['d', 'C'], ['e', 'C']]); // biome-ignore format: one table
    const settings = settingsFrom([
      { kind: 'company', target: '0', data: { fill: { A: 0.99 } } },
      { kind: 'category', target: 'fresh', data: { fill: 0.92 } },
      { kind: 'item', target: 'milk', data: { fill: 0.97 } },
    ]);
    expect(fillFor(settings, { id: 'milk', category: 'fresh', grade: 'A' })).toBe(0.97);
    expect(fillFor(settings, { id: 'tofu', category: 'fresh', grade: 'A' })).toBe(0.92);
    expect(fillFor(settings, { id: 'rice', category: 'dry', grade: 'A' })).toBe(0.99);
    expect(fillFor(settings, { id: 'rice', category: 'dry', grade: 'B' })).toBe(NO_SETTINGS.company.fill.B);
  });
});

describe('suggestions', () => {
  test('bought up to the target, with the reason and the loss avoided', () => {
    const [wish, ...more] = suggestFor([spot()], today);
    expect(more).toEqual([]);
    expect(wish).toMatchObject({ kind: 'purchase', supplier: 's', quantity: 40, price: 3 });
    expect(wish?.reason).toBe('现有 10，不高于再订货点 20，补到 50。');
    expect(wish?.gain).toBeGreaterThan(0);
  });
  test.each([
    ['enough is there', { onHand: 21 }],
    ['enough is on the way', { coming: 15 }],
    ['the supplier takes no orders today', { source: { kind: 'purchase', supplier: 's', price: 3, minimum: 0, weekdays: [2] } }],
    ['nothing is to be kept', { target: 0, reorder: 0, onHand: 0 }],
  ] as const)('nothing when %s', (_, change) => expect(suggestFor([spot(change as Partial<Spot>)], today)).toEqual([]));
  test.each([
    [3.3, '；价格本：2026-04-01 起涨价 10.0%。'],
    [2.4, '；价格本：2026-04-01 起降价 20.0%。'],
    [3, '补到 50。'],
  ])('a price that is known to become %d is said as a share, for prices are for some eyes only', (price, end) => {
    const [wish] = suggestFor([spot({ source: { kind: 'purchase', supplier: 's', price: 3, minimum: 0, weekdays: null, next: { from: '2026-04-01', price } } })], today);
    expect(wish?.reason.endsWith(end)).toBe(true);
    expect(wish?.price).toBe(3);
  });
  test('what is weighed is asked for as people would', () => {
    const [wish] = suggestFor([spot({ pack: 0, onHand: 0.785, target: 30 })], today);
    expect(wish?.quantity).toBe(29.3);
  });
  test('minimum and pack are kept and told', () => {
    const [wish] = suggestFor([spot({ pack: 12, source: { kind: 'purchase', supplier: null, price: null, minimum: 100, weekdays: null } })], today);
    expect(wish).toMatchObject({ quantity: 108, supplier: null });
    expect(wish?.reason).toContain('起订量 100');
  });
  test('a shop is fed from its warehouse, and the warehouse buys for both', () => {
    const shop = spot({ warehouse: 'shop', name: '一号店', source: { kind: 'transfer', from: 'main' }, onHand: 2, target: 20, reorder: 8, ownMean: 6 });
    const main = spot({ onHand: 30, target: 60, reorder: 40, ownMean: 5, feeds: ['shop'] });
    const wishes = suggestFor([main, shop], today);
    expect(wishes.map((w) => [w.kind, w.warehouse, w.from, w.quantity])).toEqual([
      ['transfer', 'shop', 'main', 18],
      ['purchase', 'main', null, 28],
    ]);
  });
  test('too little for two shops and the own customers is shared in proportion', () => {
    const shop = (name: string, need: number) => spot({ warehouse: name, name, source: { kind: 'transfer', from: 'main' }, onHand: 0, target: need, reorder: need, ownMean: need });
    const wishes = suggestFor([spot({ onHand: 20, ownMean: 10, target: 20, reorder: 0, feeds: ['x', 'y'] }), shop('x', 10), shop('y', 20)], today).filter(
      (w) => w.kind === 'transfer',
    );
    expect(wishes.map((w) => w.quantity)).toEqual([5, 10]);
    expect(wishes[0]?.reason).toContain('按需要的比例分');
  });
  test.each([
    ['two units for three empty shops', 2, [4, 4, 4], [1, 1, 0]],
    ['five for three', 5, [4, 2, 6], [2, 1, 2]],
    ['halves are rounded up only while there is something', 9, [4.5, 4.5], [5, 4]],
  ] as const)('whole units are given out to the last one: %s', (_, has, needs, got) => {
    const shops = needs.map((need, i) =>
      spot({ warehouse: `s${i}`, name: `${i}号店`, source: { kind: 'transfer', from: 'main' }, onHand: 0, target: need, reorder: need, ownMean: 0 }),
    );
    const wishes = suggestFor([spot({ onHand: has, ownMean: 0, target: 0, reorder: 0, feeds: shops.map((s) => s.warehouse) }), ...shops], today);
    expect(shops.map((s) => wishes.find((w) => w.kind === 'transfer' && w.warehouse === s.warehouse)?.quantity ?? 0)).toEqual(got);
  });
  test('what would be past its date on arrival is not moved', () => {
    const shop = spot({ warehouse: 'shop', name: '一号店', source: { kind: 'transfer', from: 'main' }, onHand: 2, target: 20, reorder: 8, ownMean: 6 });
    const main = (left: number) => spot({ onHand: 30, target: 0, reorder: 0, ownMean: 0, feeds: ['shop'], batches: [{ left, quantity: 25 }] });
    expect(suggestFor([main(2), shop], today).map((w) => w.quantity)).toEqual([18]);
    expect(suggestFor([main(1), shop], today).map((w) => w.quantity)).toEqual([5]);
    const other = spot({ warehouse: 'north', name: '北仓', onHand: 90, target: 50, reorder: 20, batches: [{ left: 1, quantity: 90 }] });
    expect(suggestFor([spot(), other], today).map((w) => [w.warehouse, w.kind])).toEqual([['main', 'purchase']]);
  });
  test('surplus elsewhere is moved before anything is bought, unless the company says no', () => {
    const other = spot({ warehouse: 'north', name: '北仓', onHand: 90, target: 50, reorder: 20 });
    expect(suggestFor([spot(), other], today).map((w) => [w.kind, w.from, w.quantity])).toEqual([['transfer', 'north', 40]]);
    expect(suggestFor([spot(), other], { ...today, transferFirst: false }).map((w) => [w.kind, w.from, w.quantity])).toEqual([['purchase', null, 40]]);
  });
  test('law: no transfer takes more than the giver has, and nobody is lifted above the target beyond one pack', () => {
    const place = fc.record({
      onHand: fc.integer({ min: 0, max: 100 }),
      target: fc.integer({ min: 0, max: 80 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      coming: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(place, { minLength: 2, maxLength: 6 }), (drawn) => {
        const spots = drawn.map((p, i) =>
          spot({
            warehouse: `w${i}`,
            name: `仓${i}`,
            onHand: p.onHand,
            target: p.target,
            reorder: Math.floor(p.target * p.share),
            coming: p.coming,
            ownMean: 5,
            ...(i > 1 ? { source: { kind: 'transfer', from: 'w0' } as const } : {}),
            ...(i === 0 ? { feeds: drawn.slice(2).map((_, k) => `w${k + 2}`) } : {}),
          }),
        );
        const wishes = suggestFor(spots, today);
        for (const s of spots) {
          const given = wishes.filter((w) => w.from === s.warehouse).reduce((sum, w) => sum + w.quantity, 0);
          expect(given).toBeLessThanOrEqual(s.onHand + 1e-9);
          const got = wishes.filter((w) => w.warehouse === s.warehouse && w.kind === 'transfer').reduce((sum, w) => sum + w.quantity, 0);
          if (got > 0 && s.feeds.length === 0) expect(s.onHand + s.coming + got).toBeLessThanOrEqual(s.target + 1);
        }
      }),
      { numRuns: 200 },
    );
  });
  test('a budget keeps what avoids most loss for its money, and says so', () => {
    const dear = spot({ item: 'wine', shortCost: 1, source: { kind: 'purchase', supplier: 's', price: 100, minimum: 0, weekdays: null } });
    const spots = new Map([spot(), dear].map((s) => [`${s.item}/${s.warehouse}`, s]));
    const wishes = [spot(), dear].flatMap((s) => suggestFor([s], today));
    const kept = withinBudget(wishes, spots, 500);
    expect(kept.find((w) => w.item === 'milk')?.quantity).toBeGreaterThan(20);
    expect(kept.reduce((sum, w) => sum + w.quantity * (w.price ?? 0), 0)).toBeLessThanOrEqual(500);
    expect(withinBudget(wishes, spots, 1e9)).toEqual(wishes);
  });
});
