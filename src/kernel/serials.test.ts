import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Facts, ItemFacts, SerialFacts } from './facts.ts';
import { micro } from './quantity.ts';
import { oneLine, parseSerials, PIECE, readSerials, serialsPresent, serialsText, someSerials } from './serials.ts';

describe('a text of serial numbers', () => {
  test.each([
    ['one', 'SN1', ['SN1']],
    ['blanks, commas and new lines', 'A1 B2,C3，D4\nE5；F6、G7', ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7']],
    ['a range', 'SN0098~SN0101', ['SN0098', 'SN0099', 'SN0100', 'SN0101']],
    ['a range written short', 'SN0098~0101', ['SN0098', 'SN0099', 'SN0100', 'SN0101']],
    ['a range that grows a figure', 'SN9~SN11', ['SN9', 'SN10', 'SN11']],
    ['a range with a wide sign and blanks', 'SN01 ～ SN03', ['SN01', 'SN02', 'SN03']],
    ['a number within the name', 'A1B07~A1B09', ['A1B07', 'A1B08', 'A1B09']],
    ['full-width letters', 'ＳＮ１', ['SN1']],
    ['a range of one', 'X5~X5', ['X5']],
  ])('%s', (_, text, list) => expect(parseSerials(text)).toEqual({ list, bad: null }));

  test.each([
    ['a range backwards', 'SN9~SN3', '终止号小于起始号'],
    ['two prefixes', 'SN1~XN3', '前缀不同'],
    ['two widths', 'SN001~SN0100', '位数不同'],
    ['no figures', 'SN~SX', '不是区间'],
    ['three ends', 'SN1~SN2~SN3', '不是区间'],
    ['more than one line may hold', 'SN000000~SN005000', '超过 5000 个'],
    ['more than one line may hold, in pieces', 'A0001~A3000 B0001~B3000', '超过 5000 个'],
    ['a range that would fill the machine', 'S1~S999999999999999999', '超过 5000 个'],
    ['a number nobody separated', 'X'.repeat(41), '超过 40 个字'],
  ])('%s is refused', (_, text, why) => expect(parseSerials(text)).toMatchObject({ list: null, bad: expect.stringContaining(why) }));

  test('is written as short as can be, and read back it is the same set', () => {
    expect(serialsText(['SN3', 'SN1', 'SN2', 'X', 'SN5', 'SN6'])).toBe('SN1~SN3、SN5、SN6、X');
    expect(serialsText(['SN099', 'SN100', 'SN101', 'SN98'])).toBe('SN98、SN099~SN101');
    const number = fc
      .tuple(fc.constantFrom('', 'S', 'A1B', '机-'), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 4 }))
      .map(([head, n, width]) => `${head}${String(n).padStart(width, '0')}`);
    fc.assert(
      fc.property(fc.uniqueArray(number, { maxLength: 60 }), (list) => {
        const text = serialsText(list);
        expect(text.length).toBeLessThanOrEqual(list.join('、').length);
        expect(new Set(parseSerials(text).list)).toEqual(new Set(list));
      }),
      { numRuns: 500 },
    );
  });
  test('fits one cell and one sentence', () => {
    expect(oneLine('A1\r\nA2 \n A3')).toBe('A1、A2、A3');
    expect(someSerials(['1', '2', '3', '4', '5', '6'])).toBe('1、2、3、4、5 等 6 个');
  });
});

const item = (tracksSerials: boolean): ItemFacts => ({ id: 'i', name: '投影仪', unit: '台', tracksLots: false, tracksSerials }) as ItemFacts;
const facts = (tracks: boolean, serials: readonly SerialFacts[] = []): Facts => ({ items: { i: item(tracks) }, lots: [], shelves: [], serials }) as unknown as Facts;
const line = (serials: string | null, pieces: bigint, no = 1) => ({ no, item: 'i', serials, baseQty: micro(pieces * PIECE) });

describe('the lines of a document', () => {
  test.each([
    ['without numbers', [line(null, 2n)], 'serials-needed', 0],
    ['with fewer numbers than pieces', [line('A1', 2n)], 'serials-count', 0],
    ['with more numbers than pieces', [line('A1 A2 A3', 2n)], 'serials-count', 0],
    ['with half a piece', [{ ...line('A1', 1n), baseQty: micro(1_500_000n) }], 'serials-count', 0],
    ['with a number twice', [line('A1 A1', 2n)], 'serial-twice', 0],
    ['with a number on two lines', [line('A1', 1n), line('A1', 1n, 2)], 'serial-twice', 1],
    ['with an unreadable text', [line('A9~A1', 1n)], 'serials-bad', 0],
  ])('%s are refused at the line', (_, lines, refused, at) =>
    expect(readSerials(lines, facts(true)).complaints).toEqual([
      expect.objectContaining({ refused, path: `lines[${at}].serials`, with: expect.objectContaining({ item: '投影仪' }) }),
    ]),
  );
  test('of goods without serial numbers have none', () => {
    expect(readSerials([line('A1', 1n)], facts(false)).complaints).toMatchObject([{ refused: 'serials-not-tracked' }]);
    expect(readSerials([line(null, 7n)], facts(false))).toEqual({ byLine: {}, complaints: [] });
  });
  test.each([
    ['in storage', { onHand: PIECE, onHold: micro(0n), inTransit: micro(0n) }, '在“总仓”'],
    ['on hold', { onHand: micro(0n), onHold: PIECE, inTransit: micro(0n) }, '在“总仓”冻结'],
    ['on the way', { onHand: micro(0n), onHold: micro(0n), inTransit: PIECE }, '正在调往“总仓”的途中'],
  ])('cannot bring a piece that is %s', (_, at, where) => {
    const known = facts(true, [{ lot: 'l1', item: 'i', no: 'A1', at: [{ warehouse: 'w', warehouseName: '总仓', bin: null, ...at }] }]);
    const lines = [line('A1 A2', 2n)];
    expect(serialsPresent(lines, readSerials(lines, known).byLine, known)).toMatchObject([{ refused: 'serial-in-stock', with: { serial: 'A1', where } }]);
  });
  test('may bring a piece that has left', () => {
    const known = facts(true, [{ lot: 'l1', item: 'i', no: 'A1', at: [] }]);
    expect(serialsPresent([line('A1', 1n)], { 1: ['A1'] }, known)).toEqual([]);
  });
});
