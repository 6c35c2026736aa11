// Promise: what makes long documents quick gives the very answers of the plain way: sums, undo lists, lines in sight, where to scroll.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spec } from './cells';
import { addDecimals } from './decimal';
import { successors } from './grid-rows';
import { FOOT_HEIGHT, HEAD_HEIGHT, revealed, type View } from './layout';
import { amountOf, createSums, createTotals, sumText } from './totals';
import type { Row } from './types';
import { sightOf } from './use-sight';

const line = fc.record({
  _key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
  qty: fc.constantFrom('', '1', '2.5', '-3', '0.000001', 'abc', '1,200'),
  price: fc.constantFrom('', '9.99'),
});
const lines = fc.uniqueArray(line, { selector: (row) => row._key, maxLength: 6 });
/** A later state of a list: some lines changed, some gone, some new, perhaps in another order; lines left alone stay the same objects. */
const later = (before: readonly Row[]): fc.Arbitrary<readonly Row[]> =>
  fc.tuple(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), lines, fc.nat(3)).map(([keep, fresh, turn]) => {
    const next = before.flatMap((row, i): Row[] => (keep[i] ? [row] : fresh.some((f) => f._key === row._key) ? fresh.filter((f) => f._key === row._key) : []));
    return turn === 0 ? next.toReversed() : next;
  });
const journey = lines.chain((first) => later(first).chain((second) => later(second).map((third): readonly (readonly Row[])[] => [first, second, third])));

describe('sums that follow the lines', () => {
  it('are the sums of all lines, whatever has happened to them', () => {
    fc.assert(
      fc.property(journey, (states) => {
        const sumsOf = createSums(['qty', 'price'], amountOf);
        for (const rows of [...states, ...states])
          for (const key of ['qty', 'price']) expect(sumText(sumsOf(rows).get(key) ?? 0n)).toBe(addDecimals(rows.map((row) => String(row[key]))));
      }),
    );
  });
  it('read only the lines that have changed', () => {
    let read = 0;
    const sumsOf = createSums(['qty'], (row, key) => (read++, amountOf(row, key)));
    const rows: readonly Row[] = Array.from({ length: 3500 }, (_, i) => ({ _key: `l${i}`, qty: String(i) }));
    sumsOf(rows);
    expect(read).toBe(3500);
    const mended = rows.with(7, { _key: 'l7', qty: '8' });
    expect(sumsOf(mended).get('qty')).toBe((sumsOf(rows).get('qty') ?? 0n) + 100_000_000n);
    expect(read).toBe(3504);
  });
  it('stay the same object while none of them moves, also as shown', () => {
    const rows: readonly Row[] = [{ _key: 'a', qty: '1', remark: '' }];
    const [sumsOf, totalsOf] = [createSums(['qty'], amountOf), createTotals()];
    const column = { key: 'qty', title: '数量', kind: 'qty', sum: true } as const;
    const spec: Spec = { columns: [column], derive: (row) => row, newRow: () => ({}), readOnly: false, today: '2026-11-22' };
    const told = rows.with(0, { _key: 'a', qty: '1.0', remark: 'x' });
    expect(sumsOf(told)).toBe(sumsOf(rows));
    expect(totalsOf(spec, told)).toBe(totalsOf(spec, rows));
    expect(totalsOf(spec, rows.with(0, { _key: 'a', qty: '1234' })).get('qty')).toBe('1,234');
    expect(totalsOf({ ...spec, columns: [{ ...column, decimals: 2 }] }, rows).get('qty')).toBe('1.00');
  });
});

describe('older lists', () => {
  it('learn what became of the lines they share, and nothing else', () => {
    fc.assert(
      fc.property(journey, ([older = [], before = [], after = []]) => {
        const now = new Map(after.map((row) => [row._key, row]));
        const plain = older.map((row) => (before.includes(row) ? (now.get(row._key) ?? row) : row));
        const learned = successors(before, after)(older);
        expect(learned).toEqual(plain);
        learned.forEach((row, r) => expect(row).toBe(plain[r]));
      }),
    );
  });
  it('that share none of the changed lines stay the same object', () => {
    const [a, b, c] = [{ _key: 'a' }, { _key: 'b' }, { _key: 'c' }];
    expect(successors([a, b], [a, { ...b, qty: '1' }])([a])).toEqual([a]);
    const older = [a, { ...b, qty: '0' }, c];
    expect(successors([a, b, c], [a, { ...b, qty: '1' }, c])(older)).toBe(older);
  });
});

describe('the lines in sight', () => {
  const view = (top: number, height = 640): View => ({ top, left: 0, width: 1000, height });
  it('cover the screen with some to spare, and change in steps', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.integer({ min: 100, max: 2000 }), fc.constantFrom(28, 32, 48), (top, height, rowHeight) => {
        const { first, last } = sightOf(view(top, height), rowHeight);
        expect(first * rowHeight).toBeLessThanOrEqual(Math.max(0, top - 6 * rowHeight));
        expect(last * rowHeight).toBeGreaterThanOrEqual(top + height + 6 * rowHeight);
        expect((last - first) * rowHeight).toBeLessThanOrEqual(height + 20 * rowHeight);
        expect(sightOf(view(Math.floor(top / (4 * rowHeight)) * 4 * rowHeight, height), rowHeight).first).toBe(first);
      }),
    );
  });
});

describe('where the scroller must stand', () => {
  const [row, room] = [32, 320];
  const at: View = { top: 320, left: 0, width: 500, height: room + HEAD_HEIGHT + FOOT_HEIGHT };
  const tracks = [52, 100, 200, 300, 80];
  const spot = { r: 12, c: 0, rowHeight: row, frozen: 1, fresh: false };
  it.each<[string, Partial<View>, Partial<typeof spot>, { top: number; left: number }]>([
    ['a line in sight moves nothing', {}, {}, { top: 320, left: 0 }],
    ['the first line in sight neither', {}, { r: 10 }, { top: 320, left: 0 }],
    ['nor the last one', {}, { r: 19 }, { top: 320, left: 0 }],
    ['a line above comes to the top', {}, { r: 3 }, { top: 96, left: 0 }],
    ['a line below comes to the bottom', {}, { r: 20 }, { top: 352, left: 0 }],
    ['nothing scrolls while all fits', { top: 0 }, { r: 9 }, { top: 0, left: 0 }],
    ['a column at the right comes in whole', {}, { c: 2 }, { top: 320, left: 152 }],
    ['the last one too', {}, { c: 3 }, { top: 320, left: 232 }],
    ['a column under the frozen one comes out, at the beginning where it fits there', { left: 232 }, { c: 1 }, { top: 320, left: 0 }],
    ['a column wider than what is left stands beside the frozen one', { left: 600, width: 400 }, { c: 2 }, { top: 320, left: 200 }],
    ['a frozen column needs no scrolling', { left: 232 }, { c: 0 }, { top: 320, left: 232 }],
    ['but a line come to anew begins at its beginning', { left: 232 }, { c: 0, fresh: true }, { top: 320, left: 0 }],
    ['also in a column that can be seen from there', { left: 232 }, { c: 1, fresh: true }, { top: 320, left: 0 }],
  ])('%s', (_, from, to, wanted) => expect(revealed({ ...at, ...from }, tracks, { ...spot, ...to })).toEqual(wanted));
});
