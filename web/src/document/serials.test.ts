import { describe, expect, test } from 'vitest';
import { asCell, asLines, readSerials } from './serials';

// The same cases as in src/kernel/serials.test.ts: what is counted here must be what the server counts.
describe('serial numbers while they are typed', () => {
  test.each([
    ['SN1', ['SN1']],
    ['A1 B2,C3，D4\nE5；F6、G7', ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7']],
    ['SN0098~SN0101', ['SN0098', 'SN0099', 'SN0100', 'SN0101']],
    ['SN0098~0101', ['SN0098', 'SN0099', 'SN0100', 'SN0101']],
    ['SN9~SN11', ['SN9', 'SN10', 'SN11']],
    ['SN01 ～ SN03', ['SN01', 'SN02', 'SN03']],
    ['A1B07~A1B09', ['A1B07', 'A1B08', 'A1B09']],
    ['ＳＮ１', ['SN1']],
    ['X5~X5', ['X5']],
  ])('%s', (text, list) => expect(readSerials(text)).toEqual({ list, twice: [], bad: null }));
  test.each(['SN9~SN3', 'SN1~XN3', 'SN001~SN0100', 'SN~SX', 'SN1~SN2~SN3', 'S1~S999999999999999999'])('%s is pointed at', (text) =>
    expect(readSerials(`A ${text} B`)).toEqual({ list: ['A', 'B'], twice: [], bad: text }),
  );
  test('a number scanned twice is named once', () => expect(readSerials('A\nB\nA\nA').twice).toEqual(['A']));
  test('a cell has one line, a list has many', () => {
    expect(asCell('A1\n\nA2 \nA3~A9\n')).toBe('A1、A2、A3~A9');
    expect(asLines('A1、A2, A3~A9')).toBe('A1\nA2\nA3~A9');
  });
});
