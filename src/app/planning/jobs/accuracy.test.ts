import { LEARN_DEFAULTS, type SeriesTable, syntheticTable } from '#forecast';
import { expect, test } from 'vitest';
import { judgeForecasts } from './accuracy.ts';

const AT = 140;
const OPTIONS = { ...LEARN_DEFAULTS, horizon: 14, trees: 8, rowsMax: 5000 };
const table = syntheticTable(6, { known: AT, ahead: 14, seed: 3 });
const CELLS = [2, 3, 4].map((day) => 4 * table.periods + AT - 14 + day);
const withValue = (value: number): SeriesTable => {
  const values = table.values.slice();
  for (const cell of CELLS) values[cell] = value;
  return { ...table, values };
};

test('a day on which the shelf ran empty judges nobody, whatever was put in its place; it is counted as left out', () => {
  const soldOut = new Uint8Array(table.values.length);
  for (const cell of CELLS) soldOut[cell] = 1;
  const said = judgeForecasts({ table: withValue(1e6), at: AT, soldOut }, OPTIONS);
  const without = judgeForecasts({ table: withValue(Number.NaN), at: AT, soldOut: new Uint8Array(table.values.length) }, OPTIONS);
  expect([said.unknown, said.accuracy?.unknown[4], without.unknown]).toEqual([3, 3, 0]);
  expect({ ...said, unknown: 0, accuracy: { ...said.accuracy, unknown: 0 } }).toEqual({ ...without, accuracy: { ...without.accuracy, unknown: 0 } });
  const blamed = judgeForecasts({ table: withValue(1e6), at: AT, soldOut: new Uint8Array(table.values.length) }, OPTIONS);
  expect(blamed.scores[0]?.score.wape).toBeGreaterThan(2 * (said.scores[0]?.score.wape ?? 0));
  expect(blamed.scored - said.scored).toBe(3);
});
