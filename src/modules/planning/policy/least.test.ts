import type { Curve } from '#policy';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toldShort, upToLeast } from './least.ts';
import { type Spot, suggestFor } from './suggest.ts';

const curve = (mean: number): Curve => ({ levels: [0.5, 0.9, 0.99], at: [mean, 1.3 * mean, 1.7 * mean], mean });
/** Ten a day, four days an order: 35 there, reordered under 20, up to 50, 3 元 each. */
const spot = (item: string, over: Partial<Spot> = {}): Spot => ({
  item,
  warehouse: 'main',
  name: '总仓',
  reorder: 20,
  target: 50,
  interval: curve(40),
  life: null,
  ownMean: 40,
  span: 4,
  onHand: 35,
  allocated: 0,
  coming: 0,
  source: { kind: 'purchase', supplier: 's', price: 3, minimum: 0, weekdays: null },
  feeds: [],
  pack: 6,
  shortCost: 2,
  cover: 3,
  lead: 1,
  batches: [],
  ...over,
});
const due = spot('milk', { onHand: 10 });
const wishesOf = (spots: readonly Spot[]) => spots.flatMap((s) => suggestFor([s], { weekday: 0, transferFirst: true }));
const filled = (spots: readonly Spot[], least: number, weekday = 0) => upToLeast(wishesOf(spots), spots, { least: new Map([['s', least]]), weekday });
const valueOf = (wishes: readonly { quantity: number; price: number | null }[]) => wishes.reduce((sum, w) => sum + w.quantity * (w.price ?? 0), 0);

describe('起订金额', () => {
  test('an order that is large enough stays as it is', () => expect(filled([due, spot('tofu')], 120)).toEqual(wishesOf([due, spot('tofu')])));
  test('goods of the same supplier that run out next join the order, no pack more than it takes, and say why', () => {
    const wishes = filled([due, spot('tofu', { onHand: 24 }), spot('rice', { onHand: 90 })], 180);
    expect(wishes.map((w) => [w.item, w.quantity])).toEqual([['milk', 42], ['tofu', 18]]); // biome-ignore format: one row
    expect(valueOf(wishes)).toBe(180);
    expect(wishes[1]?.reason).toBe('现有 24，还没到再订货点；供应商起订金额 180 元，凑单提前订。');
  });
  test.each([
    ['another supplier', { source: { kind: 'purchase', supplier: 'other', price: 3, minimum: 0, weekdays: null } }],
    ['another warehouse', { warehouse: 'north' }],
    ['goods without a price', { source: { kind: 'purchase', supplier: 's', price: null, minimum: 0, weekdays: null } }],
    ['goods that would spoil', { life: curve(30) }],
    ['goods that last longer than anybody orders ahead', { onHand: 200 }],
  ] as const)('%s is not ordered with it', (_, over) => expect(filled([due, spot('tofu', over as Partial<Spot>)], 160).every((w) => w.item !== 'tofu')).toBe(true));
  test('where nothing helps the order stays as it was and says how far it comes', () => {
    const wishes = filled([due], 1000);
    expect(wishes).toEqual(wishesOf([due]));
    expect(toldShort(wishes, new Map([['s', 1000]]))[0]?.reason).toBe('现有 10，不高于再订货点 20，补到 50；按整箱 6 取整；本单只有供应商起订金额的 12%，请并单或与供应商商量。');
    expect(toldShort(wishes, new Map([['s', 100]]))).toEqual(wishes);
  });
  test('law: nothing that was wanted is cut, and an order that was touched reaches the least', () => {
    const drawn = fc.record({
      onHand: fc.integer({ min: 0, max: 160 }),
      pack: fc.constantFrom(0, 1, 6, 24),
      price: fc.integer({ min: 1, max: 40 }),
      life: fc.option(fc.integer({ min: 5, max: 200 }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(drawn, { minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 5000 }), (rows, least) => {
        const spots = rows.map((r, i) =>
          spot(`i${i}`, {
            onHand: r.onHand,
            pack: r.pack,
            life: r.life === null ? null : curve(r.life),
            source: { kind: 'purchase', supplier: 's', price: r.price, minimum: 0, weekdays: null },
          }),
        );
        const before = wishesOf(spots);
        const after = upToLeast(before, spots, { least: new Map([['s', least]]), weekday: 0 });
        for (const w of before) expect(after.find((a) => a.item === w.item)?.quantity ?? 0).toBeGreaterThanOrEqual(w.quantity);
        if (valueOf(after) !== valueOf(before)) expect(valueOf(after)).toBeGreaterThanOrEqual(least - 1e-6);
      }),
      { numRuns: 200 },
    );
  });
});
