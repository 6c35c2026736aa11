import type { Day } from '#kernel/day';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanOf, type SeriesInput } from './days.ts';
import type { DayMove, StockLine } from './lines.ts';

const unit = (n: number): bigint => BigInt(Math.round(n * 1e6));
const day = (n: number): Day => new Date(Date.UTC(2026, 0, 1 + n)).toISOString().slice(0, 10) as Day;
const sale = (n: number, units: number, more: Partial<StockLine> = {}): StockLine => ({
  doc: `d${n}`,
  line: 1,
  item: 'i',
  warehouse: 'w',
  kind: 'sale',
  day: day(n),
  units: unit(units),
  of: null,
  red: false,
  party: 'p',
  retail: true,
  gift: false,
  price: 200,
  promised: null,
  ...more,
});
const back = (n: number, units: number, more: Partial<StockLine> = {}): StockLine => sale(n, 0, { doc: `b${n}`, kind: 'cancel', units: -unit(units), ...more });
const clean = (lines: readonly StockLine[], more: Partial<SeriesInput> = {}) => cleanOf({ lines, moves: [], until: day(60), usualDays: Number.NaN, undone: () => false, ...more });
const dayOf = (result: ReturnType<typeof clean>, n: number) => result.days.find((d) => d.day === day(n));

describe('cleaning', () => {
  test.each([
    ['a red document nets the day of its original', [sale(1, 10), back(5, 10, { of: 'd1', red: true, day: day(1) })], 1, 0],
    ['a return with its sale nets that day', [sale(1, 10), sale(2, 4), back(9, 3, { of: 'd1', day: day(1) })], 1, 7],
    ['a return without one nets the last sale to the same customer', [sale(1, 10), sale(2, 4), back(9, 3)], 2, 1],
  ] as const)('%s', (_, lines, n, left) => {
    const result = clean(lines);
    expect(dayOf(result, n)?.clean).toBe(unit(left));
    expect(result.changes.every((c) => c.kind === '无效取消' && c.reason.includes('冲减'))).toBe(true);
  });
  test('what nobody bought before is in doubt, not negative demand', () => {
    const result = clean([sale(1, 10, { party: 'p' }), back(9, 3, { party: 'q' })]);
    expect(dayOf(result, 1)?.clean).toBe(unit(10));
    expect(dayOf(result, 9)).toMatchObject({ clean: 0n, doubt: unit(3) });
  });
  test('a bulk line goes to its own stream, with its reason', () => {
    const result = clean([...Array.from({ length: 20 }, (_, k) => sale(k, 10)), sale(25, 900)]);
    expect(dayOf(result, 25)).toMatchObject({ gross: unit(900), clean: 0n, bulk: unit(900) });
    expect(result.changes.map((c) => c.kind)).toEqual(['临时加急']);
  });
  test('an undone change stays in the log and has no effect', () => {
    const lines = [...Array.from({ length: 20 }, (_, k) => sale(k, 10)), sale(25, 900)];
    const result = clean(lines, { undone: (c) => c.kind === '临时加急' });
    expect(dayOf(result, 25)).toMatchObject({ clean: unit(900), bulk: 0n });
    expect(result.changes).toHaveLength(1);
  });
  test('losses are no demand', () => {
    expect(dayOf(clean([sale(1, 5), sale(1, 2, { doc: 'x', kind: 'loss' })]), 1)).toMatchObject({ clean: unit(5), loss: unit(2) });
  });
  test('a cheap week among usual prices is a promotion; a price that falls and stays is not', () => {
    const prices = (of: (k: number) => number) =>
      clean(Array.from({ length: 40 }, (_, k) => sale(k, 5, { price: of(k) })))
        .days.filter((d) => d.promo)
        .map((d) => d.day);
    expect(prices((k) => (k >= 20 && k < 24 ? 160 : 200))).toEqual([day(20), day(21), day(22), day(23)]);
    expect(prices((k) => (k < 20 ? 200 : 160))).toEqual([]);
  });
});

describe('the shelf', () => {
  const moves = (rows: readonly (readonly [number, number, number])[]): DayMove[] =>
    rows.map(([n, came, net]) => ({ item: 'i', warehouse: 'w', day: day(n), came: unit(came), spoiled: unit(0), net: unit(net) }));
  const usual = Array.from({ length: 10 }, (_, k) => sale(k, 1));
  const stocked = moves([[0, 30, 29], ...Array.from({ length: 9 }, (_, k) => [k + 1, 0, -1] as const)]);
  test('sold out: the day is censored, the empty days after it were not on offer', () => {
    const result = clean([...usual, sale(10, 20)], { moves: [...stocked, ...moves([[10, 0, -20]])], until: day(14) });
    expect(dayOf(result, 10)).toMatchObject({ censored: true, offered: true });
    expect([11, 12, 13].map((n) => dayOf(result, n)?.offered)).toEqual([false, false, false]);
  });
  test('what lies there expired is nothing on offer, on the very morning it expires; what came fresh is', () => {
    const last = { ...moves([[10, 0, -20]])[0], spoiled: unit(20) } as DayMove;
    const result = clean(usual, { moves: [...stocked, last, ...moves([[13, 5, 5]])], until: day(15) });
    expect([10, 11, 12].map((n) => dayOf(result, n)?.offered)).toEqual([false, false, false]);
    expect([13, 14].map((n) => dayOf(result, n)?.offered ?? true)).toEqual([true, true]);
  });
  test('bought in the morning and sold by night, every day: emptiness says nothing', () => {
    const result = clean(usual, { moves: moves(usual.map((_, k) => [k, 1, 0] as const)), until: day(10) });
    expect(result.days.some((d) => d.censored)).toBe(false);
  });
  test('orders come in whatever the stock: a wholesaler is always on offer', () => {
    const result = clean(
      [...usual, sale(10, 20)].map((l) => ({ ...l, retail: false })),
      { moves: [...stocked, ...moves([[10, 0, -20]])], until: day(14) },
    );
    expect(result.days.every((d) => d.offered)).toBe(true);
  });
});

test('law: nothing is lost — gross equals clean plus bulk plus what was taken back and found', () => {
  const line = fc.record({ n: fc.integer({ min: 0, max: 30 }), units: fc.integer({ min: 1, max: 2000 }), party: fc.constantFrom('p', 'q'), back: fc.boolean() });
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (rows) => {
      const lines = rows.map((r, i) => (r.back ? back(r.n, r.units, { party: r.party, doc: `b${i}` }) : sale(r.n, r.units, { party: r.party, doc: `s${i}` })));
      const result = clean(lines);
      const sum = (of: (d: (typeof result.days)[number]) => bigint): bigint => result.days.reduce((a, d) => a + of(d), 0n);
      const wanted = lines.filter((l) => l.kind === 'cancel').reduce((a, l) => a - l.units, 0n);
      const netted = result.changes.filter((c) => c.kind === '无效取消').reduce((a, c) => a - c.quantity, 0n);
      expect(sum((d) => d.clean + d.bulk) + netted).toBe(sum((d) => d.gross));
      expect(netted).toBeLessThanOrEqual(wanted);
      expect(result.days.every((d) => d.clean >= 0n && d.bulk >= 0n)).toBe(true);
    }),
  );
});
