import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { fen } from '#kernel/money';
import { must } from '#kernel/must';
import { micro } from '#kernel/quantity';
import { splitTax } from '#kernel/trade';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextShare } from './sales-return/amounts.ts';
import { goodsBack } from './sales-return/goods-back.ts';
import { issuesOf } from './outgoing.ts';

const item = {
  id: 'i',
  name: '货',
  active: true,
  unit: '个',
  units: {},
  tracksLots: false,
  tracksExpiry: false,
  tracksSerials: false,
  inventoryAccount: '1405',
  costMethod: 'moving-average',
};
const facts = (parts: Partial<Record<keyof Facts, unknown>>): Facts =>
  ({ items: { i: item }, lots: [], pools: {}, sources: {}, shelves: [], serials: [], warehouses: {}, ...parts }) as unknown as Facts;
const positive = (max: bigint) => fc.bigInt({ min: 1n, max });

test('Σ cost of issues + what is left = the pool, and every line is the sum of its lots', () =>
  fc.assert(
    fc.property(
      fc.array(fc.array(positive(10n ** 9n), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.bigInt({ min: 0n, max: 10n ** 9n }),
      fc.bigInt({ min: 0n, max: 10n ** 10n }),
      (cuts, restQty, value) => {
        const lines = cuts.map((parts, i) => ({ no: i + 1, item: 'i', baseQty: micro(parts.reduce((a, b) => a + b, 0n)) }));
        const picks = cuts.flatMap((parts, i) => parts.map((qty, k) => ({ line: i + 1, item: 'i', lot: `l${k}`, bin: null, qty: micro(qty) })));
        const qty = lines.reduce((sum, l) => sum + l.baseQty, restQty);
        const issues = issuesOf(lines, picks, { warehouse: 'w', facts: facts({ pools: { i: { item: 'i', qty: micro(qty), value: fen(value) } } }) });
        for (const [i, issue] of issues.entries()) {
          expect(issue.parts.reduce((sum, p) => sum + p.cost, 0n)).toBe(issue.cost);
          expect(issue.parts.reduce((sum, p) => sum + p.qty, 0n)).toBe(lines[i]?.baseQty);
        }
        const rest = value - issues.reduce((sum, x) => sum + x.cost, 0n);
        expect(rest >= 0n).toBe(true);
        if (restQty === 0n) expect(rest).toBe(0n);
      },
    ),
  ));

test('returns in any number of steps, with any of them taken back, never exceed what left, and all of it comes back at its full cost', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ qty: positive(10n ** 9n), cost: fc.bigInt({ min: 0n, max: 10n ** 9n }) }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ lot: fc.nat(3), share: fc.integer({ min: 1, max: 100 }), undone: fc.boolean() }), { maxLength: 12 }),
      (lots, steps) => {
        const state = lots.map((l, k) => ({ lot: `l${k}`, no: `l${k}`, qty: micro(-l.qty), cost: fen(-l.cost), backQty: micro(0n), backCost: fen(0n) }));
        const known = () =>
          facts({
            items: { i: { ...item, tracksLots: true } },
            lots: state.map((s) => ({ id: s.lot, item: 'i', no: s.lot })),
            sources: { d: { movedLots: { 1: state }, lines: { 1: {} } } },
          });
        const back = (lot: string | null, qty: bigint) =>
          goodsBack([{ no: 1, source: { doc: 'd', line: 1 }, item: 'i', unit: '个', qty: micro(qty), baseQty: micro(qty), lot }], known(), { warehouse: 'w', serials: {} });
        const book = (parts: readonly { lot: string | null; qty: bigint; cost: bigint }[], sign: bigint) => {
          for (const p of parts) {
            const s = state.find((x) => x.lot === p.lot);
            if (s) {
              s.backQty = micro(s.backQty + sign * p.qty);
              s.backCost = fen(s.backCost + sign * p.cost);
            }
          }
        };
        for (const step of steps) {
          const s = state[step.lot % state.length];
          if (!s) continue;
          const left = -(s.qty + s.backQty);
          expect(back(s.lot, left + 1n).complaints[0]?.refused).toBe('beyond-lot');
          const qty = (left * BigInt(step.share)) / 100n;
          if (qty === 0n) continue;
          const parts = back(s.lot, qty).backs[0]?.parts ?? [];
          book(parts, 1n);
          if (step.undone) book(parts, -1n);
        }
        const left = state.reduce((sum, s) => sum - s.qty - s.backQty, 0n);
        if (left > 0n) book(back(null, left).backs[0]?.parts ?? [], 1n);
        for (const s of state) expect([s.qty + s.backQty, s.cost + s.backCost]).toEqual([0n, 0n]);
      },
    ),
  ));

test('amounts of returns add up to what was sold, however it is cut', () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 12n }),
      fc.integer({ min: 0, max: 20 }),
      fc.array(positive(10n ** 9n), { minLength: 1, maxLength: 10 }),
      (total, taxPercent, cuts) => {
        const sold = { qty: cuts.reduce((a, b) => a + b, 0n), gross: fen(total), ...splitTax(fen(total), rate(BigInt(taxPercent) * 10_000n)) };
        let done = { qty: 0n, gross: 0n, net: 0n };
        for (const cut of cuts) {
          const share = nextShare(sold, done, cut);
          must(share, 'returned at the sold price');
          expect(share.net + share.tax).toBe(share.gross);
          done = { qty: done.qty + cut, gross: done.gross + share.gross, net: done.net + share.net };
        }
        expect(done).toEqual({ qty: sold.qty, gross: sold.gross, net: sold.net });
        expect(nextShare(sold, done, 1n)).toBe(null);
      },
    ),
  ));

test('a return after one at an agreed price is not made to even it out', () => {
  const sold = { qty: 10n, gross: fen(1000n), net: fen(885n) };
  expect(nextShare(sold, { qty: 5n, gross: 250n }, 5n)).toBe(null);
  expect(nextShare(sold, { qty: 5n, gross: 499n }, 5n)).toMatchObject({ gross: 501n });
});
