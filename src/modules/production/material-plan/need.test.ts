import { addDays, type Day, daysBetween } from '#kernel/day';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Bom, type Component, finishedOn, needOf, perPiece, supplyFrom } from './need.ts';

const TODAY = '2026-03-10' as Day;
const component = fc.record({
  item: fc.constant('m'),
  qty: fc.bigInt({ min: 1n, max: 10n ** 12n }),
  waste: fc.bigInt({ min: 0n, max: 500_000n }),
  buyDays: fc.option(fc.integer({ min: 0, max: 60 })),
}) satisfies fc.Arbitrary<Component>;
const bomOf = (c: Component, batch: bigint): Bom => ({ batch, makeDays: 1, components: [c] });

describe('what a plan needs', () => {
  test('a batch of 3 with 2 % waste: 10 pieces need 34 of 10 a batch', () => {
    const c = { item: 'm', qty: 10_000_000n, waste: 20_000n, buyDays: null };
    expect(needOf(c, bomOf(c, 3_000_000n), { open: 10_000_000n, made: 0n, issued: undefined })).toBe(34_000_000n);
  });
  test('never less than the pieces take, and by no more than one millionth too much', () => {
    fc.assert(
      fc.property(component, fc.bigInt({ min: 1n, max: 10n ** 10n }), fc.bigInt({ min: 1n, max: 10n ** 10n }), (c, batch, open) => {
        const need = needOf(c, bomOf(c, batch), { open, made: 0n, issued: undefined });
        const exact = open * c.qty * (1_000_000n + c.waste);
        expect(need * batch * 1_000_000n >= exact && (need - 1n) * batch * 1_000_000n < exact).toBe(true);
      }),
    );
  });
  test('what was issued and is not in finished pieces is not wanted again: issued for everything, nothing is', () => {
    fc.assert(
      fc.property(component, fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 1000 }), (c, whole, part) => {
        const bom = bomOf(c, 1_000_000n);
        const [qty, made] = [BigInt(whole) * 1_000_000n, BigInt(Math.min(whole, part)) * 1_000_000n];
        const per = perPiece(c, bom.batch);
        const issued = { item: c.item, qty: BigInt(whole) * per, per };
        expect(needOf(c, bom, { open: qty - made, made, issued })).toBe(0n);
      }),
    );
  });
  test('what is taken is gone for the next: stock, orders and what nobody ordered add up to the need', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 100n }),
        fc.array(fc.record({ in: fc.integer({ min: -5, max: 30 }), qty: fc.bigInt({ min: 1n, max: 50n }) }), { maxLength: 6 }),
        fc.array(fc.bigInt({ min: 0n, max: 80n }), { minLength: 1, maxLength: 6 }),
        (free, coming, needs) => {
          const take = supplyFrom(
            new Map([['m', free]]),
            coming.map((c) => ({ item: 'm', day: addDays(TODAY, c.in), qty: c.qty })),
            TODAY,
          );
          const taken = needs.map((n) => take('m', n, 3));
          const ordered = coming.reduce((sum, c) => sum + c.qty, 0n);
          const [wanted, unordered] = [needs.reduce((s, n) => s + n, 0n), taken.reduce((s, t) => s + t.unordered, 0n)];
          expect(unordered).toBe(wanted > free + ordered ? wanted - free - ordered : 0n);
          for (const t of taken) expect((t.day === null) === (t.short === 0n) && (t.day === null || daysBetween(TODAY, t.day) >= 0)).toBe(true);
        },
      ),
    );
  });
  test('nothing is ever finished earlier than it was to be', () => {
    expect(finishedOn('2026-03-20' as Day, null, 5)).toBe('2026-03-20');
    expect(finishedOn('2026-03-20' as Day, '2026-03-12' as Day, 5)).toBe('2026-03-20');
    expect(finishedOn('2026-03-20' as Day, '2026-03-18' as Day, 5)).toBe('2026-03-23');
  });
});
