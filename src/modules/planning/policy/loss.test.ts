import type { Curve } from '#policy';
import { describe, expect, test } from 'vitest';
import { industryFor, lifeOf, refitFor } from './decay.ts';
import { risksOf, scoreOf } from './risk.ts';
import { planFor } from './substitute.ts';

const LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];
const day = (mean: number, spread = 0.3): Curve => ({
  levels: LEVELS,
  mean,
  at: [1, 1 + 0.84 * spread, 1 + 1.28 * spread, 1 + 1.64 * spread, 1 + 2.33 * spread].map((x) => mean * x),
});

describe('decay', () => {
  test.each([
    ['生鲜蔬菜', '生鲜'],
    ['烘焙', '烘焙'],
    ['粮油', '食品（包装食品）'],
    ['文具', null],
  ])('%s is %s', (name, industry) => expect(industryFor(name)).toBe(industry));
  test('goods leave the shelf when their value is gone, at the latest at the end of their life', () => {
    const at = (over: Partial<Parameters<typeof lifeOf>[0]>) => lifeOf({ shelfLife: 180, removal: 30, industry: null, fitted: null, threshold: 0.4, ...over });
    expect(at({})).toBe(150);
    expect(at({ industry: '食品（包装食品）' })).toBeLessThanOrEqual(150);
    expect(at({ industry: '烘焙', shelfLife: 4, removal: 0 })).toBeLessThan(4);
    expect(at({ industry: '生鲜', shelfLife: null, removal: null })).toBeGreaterThan(1);
    expect(at({ industry: '五金', shelfLife: null, removal: null })).toBeNull();
  });
  test('own scrap moves the curve; a handful of points hardly', () => {
    const worse = (n: number) =>
      refitFor(
        '生鲜',
        Array.from({ length: n }, (_, i) => ({ age: (i % 4) + 1, kept: Math.exp(-0.5 * ((i % 4) + 1)), weight: 5 })),
      )?.params['k'] ?? 0;
    expect(worse(40)).toBeGreaterThan(0.3);
    expect(worse(1)).toBeGreaterThanOrEqual(0.21);
    expect(worse(1)).toBeLessThan(worse(40));
    expect(refitFor('生鲜', [])).toBeNull();
  });
});

describe('risk', () => {
  test('the largest expected losses first, shortage and outdating alike', () => {
    const at = (item: string, over: object) => ({ item, warehouse: 'w', interval: day(30), life: null, onHand: 30, arriving: 0, shortCost: 2, spoilCost: 5, ...over });
    const found = risksOf([at('full', { onHand: 500 }), at('empty', { onHand: 0 }), at('spoils', { onHand: 200, life: day(40), spoilCost: 9 })]);
    expect(found.map((r) => r.spot.item)).toEqual(['spoils', 'empty']);
  });
  const known = { stock: 10, system: 40, human: 20, shortCost: 2, spoilCost: 5, perishes: true };
  test.each([
    ['less was right: the rest would have spoiled', { demand: 30, added: 100 }],
    ['less was wrong: customers went without', { demand: 50, added: -40 }],
  ])('%s', (_, { demand, added }) => expect(scoreOf(known, demand).added).toBeCloseTo(added));
  test('agreeing adds nothing', () => expect(scoreOf({ ...known, human: 40 }, 33).added).toBe(0));
});

describe('a supplier fails', () => {
  const candidate = {
    item: 'b',
    name: '乙',
    ratio: 2,
    priority: 1,
    stock: [{ warehouse: 'main', name: '总仓', free: 10 }],
    offer: { supplier: 's', supplierName: '南方', price: 4, lead: 2 },
  };
  test('what lies there first, then what comes in time', () => {
    const plan = planFor(20, [candidate], { cover: 3, at: 'shop', whole: true });
    expect(plan.options.map((o) => [o.how, o.quantity, o.covers, o.intime])).toEqual([
      ['stock', 10, 5, true],
      ['buy', 30, 15, true],
    ]);
    expect(plan.left).toBe(0);
  });
  test('a slow offer stands behind a dearer one that comes in time; without offers something is left', () => {
    const slow = { ...candidate, item: 'c', name: '丙', ratio: 1, stock: [], offer: { supplier: 't', supplierName: '西方', price: 1, lead: 9 } };
    expect(planFor(20, [slow, { ...candidate, stock: [] }], { cover: 3, at: 'shop', whole: true }).options[0]?.item).toBe('b');
    expect(planFor(20, [{ ...candidate, offer: null }], { cover: 3, at: 'shop', whole: true }).left).toBe(15);
  });
});
