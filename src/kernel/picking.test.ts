import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, ItemFacts, Shelf } from './facts.ts';
import { available, pick, type Wanted } from './picking.ts';
import { micro } from './quantity.ts';
import { PIECE } from './serials.ts';

const n = (x: number) => micro(BigInt(x) * 1_000_000n);
const item = (id: string, tracks: Partial<ItemFacts> = {}): ItemFacts => ({ id, name: id, unit: '个', tracksLots: false, tracksSerials: false, ...tracks }) as ItemFacts;
const shelf = ([lot, bin]: readonly [lot: string | null, bin: string | null], onHand: number, more: Partial<Shelf> = {}): Shelf => ({
  item: 'a',
  warehouse: 'w',
  lot,
  bin,
  onHand: n(onHand),
  onHold: n(0),
  inTransit: n(0),
  allocated: n(0),
  expires: null,
  ...more,
});
const facts = (parts: Partial<Record<keyof Facts, unknown>>): Facts =>
  ({
    today: '2026-03-10',
    warehouses: { w: { id: 'w', name: '总仓', allowNegative: false } },
    records: { b1: { id: 'b1', name: 'A-01', data: {} }, b2: { id: 'b2', name: 'A-02', data: {} } },
    items: { a: item('a'), m: item('m', { tracksLots: true }), s: item('s', { tracksSerials: true }) },
    lots: [],
    shelves: [],
    serials: [],
    ...parts,
  }) as unknown as Facts;
const want = (qty: number, more: Partial<Wanted> = {}): Wanted => ({ no: 1, item: 'a', warehouse: 'w', qty: n(qty), lotNo: null, reserved: n(0), ...more });

describe('bins', () => {
  const shelves = [shelf([null, 'b1'], 5), shelf([null, 'b2'], 3)];
  test('a named bin is the only one that is emptied', () =>
    expect(pick([want(3, { bin: 'b2' })], facts({ shelves })).picks).toEqual([{ line: 1, item: 'a', lot: null, bin: 'b2', qty: n(3) }]));
  test('a bin that has too little is named, though others have enough', () =>
    expect(pick([want(4, { bin: 'b2' })], facts({ shelves })).complaints).toEqual([
      {
        refused: 'bin-short',
        path: 'lines[0].bin',
        with: { line: '1', item: 'a', lot: '', warehouse: '总仓', bin: 'A-02', available: '3', needed: '4', short: '1', unit: '个', expired: '' },
      },
    ]));
  test('two lines of one bin share it', () =>
    expect(pick([want(2, { bin: 'b2' }), want(2, { no: 2, bin: 'b2' })], facts({ shelves })).complaints).toMatchObject([
      { refused: 'bin-short', path: 'lines[1].bin', with: { available: '1' } },
    ]));
  test('within a bin the first to expire goes first', () => {
    const lots = [
      shelf(['l2', 'b1'], 2, { item: 'm', expires: '2026-06-01' as never }),
      shelf(['l1', 'b1'], 2, { item: 'm', expires: '2026-05-01' as never }),
      shelf(['l0', 'b2'], 9, { item: 'm', expires: '2026-04-01' as never }),
    ];
    expect(pick([want(3, { item: 'm', bin: 'b1' })], facts({ shelves: lots })).picks.map((p) => [p.lot, p.qty])).toEqual([
      ['l1', n(2)],
      ['l2', n(1)],
    ]);
  });
});

describe('pieces with serial numbers', () => {
  const at = (bin: string | null, more = {}) => ({ warehouse: 'w', warehouseName: '总仓', bin, onHand: PIECE, onHold: n(0), inTransit: n(0), ...more });
  const serials = [
    { lot: 'x1', item: 's', no: 'S1', at: [at('b1')] },
    { lot: 'x2', item: 's', no: 'S2', at: [at('b2')] },
    { lot: 'x3', item: 's', no: 'S3', at: [at(null, { onHand: n(0), onHold: PIECE })] },
    { lot: 'x4', item: 's', no: 'S4', at: [] },
    { lot: 'x5', item: 's', no: 'S5', at: [{ ...at(null), warehouse: 'v', warehouseName: '一号店' }] },
  ];
  const known = (pieces: number, allocated = 0) => facts({ serials, shelves: [shelf([null, null], 0, { item: 's', pieces: n(pieces), allocated: n(allocated) })] });
  const ask = (numbers: readonly string[], more: Partial<Wanted> = {}) => want(numbers.length, { item: 's', serials: numbers, ...more });
  test('leave from where each of them lies', () =>
    expect(pick([ask(['S2', 'S1'])], known(70)).picks).toEqual([
      { line: 1, item: 's', lot: 'x2', bin: 'b2', qty: PIECE },
      { line: 1, item: 's', lot: 'x1', bin: 'b1', qty: PIECE },
    ]));
  test.each([
    ['nobody knows', ['S9'], {}, 'serial-unknown', { serial: 'S9' }],
    ['are on hold', ['S1', 'S3'], {}, 'serial-not-here', { serial: 'S3', where: '在“总仓”冻结' }],
    ['have left', ['S4'], {}, 'serial-not-here', { where: '已不在库' }],
    ['stand in another warehouse', ['S5'], {}, 'serial-not-here', { where: '在“一号店”' }],
    ['stand in another bin', ['S1'], { bin: 'b2' }, 'serial-not-here', { where: '在“总仓”的另一库位' }],
  ])('that %s do not', (_, numbers, more, refused, said) =>
    expect(pick([ask(numbers, more)], known(70)).complaints).toMatchObject([{ refused, path: 'lines[0].serials', with: said }]),
  );
  test('do not leave twice in one document', () =>
    expect(pick([ask(['S1']), ask(['S1'], { no: 2 })], known(70)).complaints).toMatchObject([{ refused: 'serial-not-here', path: 'lines[1].serials' }]));
  test('are promised by their number on the lot-less row, which counts those that are not named', () => {
    expect(available(known(70, 69), 's', 'w')).toBe(n(1));
    expect(pick([ask(['S1', 'S2'])], known(70, 69)).complaints).toMatchObject([{ refused: 'not-enough-stock', with: { available: '1', needed: '2' } }]);
    expect(pick([ask(['S1', 'S2'], { reserved: n(1) })], known(70, 69)).complaints).toEqual([]);
  });
});

test('whatever is asked, nothing is taken twice, and all that is asked is taken or complained about', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ lot: fc.constantFrom(null, 'l1', 'l2'), bin: fc.constantFrom(null, 'b1', 'b2'), onHand: fc.integer({ min: 0, max: 5 }) }), { maxLength: 12 }),
      fc.array(fc.record({ qty: fc.integer({ min: 1, max: 4 }), bin: fc.constantFrom(null, 'b1', 'b2'), lotNo: fc.constantFrom(null, 'L1', 'L2', 'L9') }), {
        minLength: 1,
        maxLength: 8,
      }),
      (stock, asked) => {
        const rows = [...new Map(stock.map((s) => [`${s.lot}|${s.bin}`, shelf([s.lot, s.bin], s.onHand, { item: 'm' })])).values()];
        const wanted = asked.map((w, i) => want(w.qty, { no: i + 1, item: 'm', bin: w.bin, lotNo: w.lotNo }));
        const known = facts({ shelves: rows, lots: ['1', '2'].map((x) => ({ id: `l${x}`, item: 'm', no: `L${x}`, made: null, expires: null })) });
        const { picks, complaints } = pick(wanted, known);
        for (const s of rows) expect(picks.filter((p) => p.lot === s.lot && p.bin === s.bin).reduce((sum, p) => sum + p.qty, 0n)).toBeLessThanOrEqual(s.onHand);
        for (const w of wanted) {
          const mine = picks.filter((p) => p.line === w.no);
          for (const p of mine) {
            if (w.bin) expect(p.bin).toBe(w.bin);
            if (w.lotNo) expect(p.lot).toBe(w.lotNo.toLowerCase());
          }
          const got = mine.reduce((sum, p) => sum + p.qty, 0n);
          if (complaints.length === 0) expect(got).toBe(w.qty);
          else expect(got).toBeLessThanOrEqual(w.qty);
        }
      },
    ),
    { numRuns: 500 },
  ));
