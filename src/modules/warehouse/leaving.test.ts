import { costLedger } from '#costing';
import type { Facts, Shelf } from '#kernel/facts';
import { fen } from '#kernel/money';
import { outside, transit } from '#kernel/place';
import { micro } from '#kernel/quantity';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leave, movementsOf, valued } from './leaving.ts';

const item = {
  id: 'a',
  code: 'a',
  name: 'a',
  active: true,
  unit: '个',
  units: {},
  tracksLots: true,
  tracksExpiry: true,
  tracksSerials: false,
  shelfLifeDays: 30,
  taxRate: 130_000n,
  inventoryAccount: '1405',
  costMethod: 'moving-average',
};
const shelf = (lot: number, bin: string | null, onHand: bigint): Shelf => ({
  item: 'a',
  warehouse: 'w',
  lot: `lot${lot}`,
  bin,
  onHand: micro(onHand),
  onHold: micro(0n),
  inTransit: micro(0n),
  allocated: micro(0n),
  expires: `2026-0${4 + lot}-01` as Shelf['expires'],
});

const world = fc.record({
  stock: fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 9_999_999n }), fc.bigInt({ min: 1n, max: 9_999_999n })), { minLength: 1, maxLength: 4 }),
  value: fc.bigInt({ min: 0n, max: 9_999_999n }),
  shares: fc.array(fc.bigInt({ min: 1n, max: 9n }), { minLength: 1, maxLength: 5 }),
  all: fc.boolean(),
});

test('what leaves a shelf arrives elsewhere, lot by lot; a line’s cost is its picks’ cost; all of it is worth all there was', () =>
  fc.assert(
    fc.property(world, ({ stock, value, shares, all }) => {
      const shelves = stock.flatMap(([a, b], i) => [shelf(i, null, a), shelf(i, 'bin', b)]);
      const whole = shelves.reduce((s, x) => s + x.onHand, 0n);
      const parts = shares.reduce((s, x) => s + x, 0n) + (all ? 0n : 1n);
      const amounts = shares.map((s) => (whole * s) / parts);
      if (all) amounts[0] = (amounts[0] ?? 0n) + whole - amounts.reduce((s, x) => s + x, 0n);
      const lines = amounts.filter((q) => q > 0n).map((q, i) => ({ no: i + 1, item: 'a', lot: null, baseQty: micro(q) }));
      const facts = {
        today: '2026-03-01',
        items: { a: item },
        warehouses: { w: { id: 'w', name: '仓', active: true, site: null, allowNegative: false } },
        lots: [],
        shelves,
        pools: { a: { item: 'a', qty: micro(whole), value: fen(value) } },
      } as unknown as Facts;
      const { picked, complaints } = leave(lines, { warehouse: 'w', expired: 'refuse' }, facts);
      expect(complaints).toEqual([]);
      const rows = valued(lines, picked, { warehouse: 'w', facts });
      for (const to of [transit('x'), outside('loss')]) {
        const movements = movementsOf(rows, { warehouse: 'w', to, facts, taxAttribute: 'none' });
        for (const row of rows) {
          const mine = movements.filter((m) => m.line === row.line.no);
          expect(mine.reduce((s, m) => s + m.qty, 0n)).toBe(row.line.baseQty);
          expect(mine.reduce((s, m) => s + m.cost, 0n)).toBe(row.cost);
        }
        for (const s of shelves)
          expect(movements.filter((m) => m.lot === s.lot && m.from.kind === 'storage' && m.from.bin === s.bin).reduce((sum, m) => sum + m.qty, 0n)).toBeLessThanOrEqual(s.onHand);
        const cost = movements.reduce((s, m) => s + m.cost, 0n);
        expect(cost).toBeLessThanOrEqual(value);
        if (all) expect(cost).toBe(value);
      }
    }),
  ));

test('a pool is never left worth less than nothing, and nothing is worth nothing', () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 999n }),
      fc.bigInt({ min: 0n, max: 99_999n }),
      fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 400n }), fc.bigInt({ min: 0n, max: 99_999n })), { maxLength: 6 }),
      (qty, value, steps) => {
        const costs = costLedger({ items: { a: item }, warehouses: {}, pools: { a: { item: 'a', qty, value } } } as unknown as Facts);
        let left = { qty, value };
        for (const [q, wished] of steps) {
          const take = q < left.qty ? q : left.qty;
          if (take === 0n) break;
          const { cost } = costs.issueAt({ item: 'a', warehouse: 'w', parts: [{ lot: null, qty: micro(take) }] }, { wished: fen(wished), from: null });
          left = { qty: left.qty - take, value: left.value - cost };
          expect(left.value).toBeGreaterThanOrEqual(0n);
          if (left.qty === 0n) expect(left.value).toBe(0n);
          else expect(cost).toBeLessThanOrEqual(wished);
        }
      },
    ),
  ));
