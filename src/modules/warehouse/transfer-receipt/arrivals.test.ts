import type { Facts } from '#kernel/facts';
import { micro } from '#kernel/quantity';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrivals } from './arrivals.ts';

test('however a transfer is received in pieces, every lot and every 分 of it arrives', () =>
  fc.assert(
    fc.property(
      fc.array(fc.bigInt({ min: 1n, max: 40n }), { minLength: 1, maxLength: 4 }),
      fc.bigInt({ min: 0n, max: 99_999n }),
      fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 30n }), fc.bigInt({ min: 0n, max: 30n })), { maxLength: 8 }),
      (lots, cost, cuts) => {
        const whole = lots.reduce((sum, q) => sum + q, 0n);
        const left = new Map(lots.map((q, i) => [`lot${i}`, q]));
        let done = 0n;
        let value = 0n;
        for (const [cut, broken] of [...cuts, [whole, 0n] as const]) {
          const qty = cut < whole - done ? cut : whole - done;
          if (qty === 0n) break;
          const facts = {
            items: {},
            shelves: [...left].map(([lot, inTransit]) => ({ item: 'i', warehouse: 'w', lot, bin: null, onHand: 0n, onHold: 0n, inTransit, allocated: 0n, expires: null })),
            sources: {
              t: { lines: { 1: { baseQty: whole, cost, picks: lots.map((q, i) => ({ lot: `lot${i}`, lotNo: `L${i}`, qty: q })), done: { received: { qty: done, amount: 0n } } } } },
            },
          } as unknown as Facts;
          const { rows, complaints } = arrivals(
            [{ no: 1, source: { doc: 't', line: 1 }, item: 'i', lot: null, baseQty: micro(qty), baseLost: micro(broken < qty ? broken : qty) }],
            { warehouse: 'w', serials: {} },
            facts,
          );
          expect(complaints).toEqual([]);
          const pieces = rows[0]?.pieces ?? [];
          expect(pieces.reduce((sum, p) => sum + p.qty, 0n)).toBe(qty);
          expect(pieces.filter((p) => p.lost).reduce((sum, p) => sum + p.qty, 0n)).toBe(broken < qty ? broken : qty);
          for (const p of pieces) {
            left.set(p.lot ?? '', (left.get(p.lot ?? '') ?? 0n) - p.qty);
            value += p.cost;
            expect(left.get(p.lot ?? '')).toBeGreaterThanOrEqual(0n);
          }
          done += qty;
        }
        expect([...left.values()].every((q) => q === 0n)).toBe(true);
        expect(value).toBe(cost);
      },
    ),
  ));
