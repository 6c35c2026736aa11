// Odd tables: whatever is thrown at it, a forecast is finite, not negative and ascending, and says something sane where the history is plain.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayNumber } from './days.ts';
import { seeded } from './random.ts';
import { forecastRun } from './run.ts';
import type { Frequency, SeriesTable } from './table.ts';

const FAST = { trees: 12, rowsMax: 8000 };
const tableOf = (rows: readonly (readonly number[])[], frequency: Frequency = 'D', known: SeriesTable['known'] = []): SeriesTable => {
  const periods = Math.max(...rows.map((r) => r.length));
  const values = new Float32Array(rows.length * periods).fill(Number.NaN);
  rows.forEach((r, s) => values.set(r, s * periods));
  const names = rows.map((_, s) => `s${s}`);
  return { frequency, anchor: dayNumber(2022, 1, 1), periods, names, groups: names.map(() => 'all'), items: names, values, known };
};
const sane = (table: SeriesTable, horizon: number) => {
  const { forecast } = forecastRun(table, { ...FAST, origin: table.periods, horizon });
  expect(forecast.mean).toHaveLength(table.names.length * horizon);
  for (const [i, m] of forecast.mean.entries()) {
    expect(Number.isFinite(m) && m >= 0, `mean ${i} is ${m}`).toBe(true);
    let before = 0;
    for (const q of forecast.quantiles) {
      expect(Number.isFinite(q[i]!) && q[i]! >= before, `a quantile of ${i} is ${q[i]} after ${before}`).toBe(true);
      before = q[i]!;
    }
  }
  return forecast;
};
const times = <T>(n: number, f: (k: number) => T): T[] => Array.from({ length: n }, (_, k) => f(k));
const N = Number.NaN;
const noise = seeded(5);

test.each<[string, readonly (readonly number[])[], Frequency, number]>([
  ['one day of one series', [[7]], 'D', 1],
  ['three days', [[7, 8, 6]], 'D', 7],
  ['nothing but zeros', [times(400, () => 0), times(400, () => 0)], 'D', 14],
  ['nothing on offer but one day', [[...times(200, () => N), 3]], 'D', 7],
  ['nothing ever on offer', [times(200, () => N), times(200, (k) => 5 + (k % 7))], 'D', 7],
  ['one spike of a billion', [[...times(300, () => 0), 1e9, ...times(60, () => 0)], times(361, () => 4)], 'D', 7],
  ['billions', times(5, (s) => times(300, () => 1e9 * (1 + s) * (0.9 + 0.2 * noise.next()))), 'D', 1],
  ['crumbs', times(5, () => times(300, () => 1e-6 * noise.next())), 'D', 7],
  ['zero but one in fifty', times(20, (s) => times(500, (k) => ((k * 7 + s * 13) % 50 === 0 ? 1 : 0))), 'D', 28],
  ['closed every other month', times(6, () => times(500, (k) => (Math.floor(k / 30) % 2 ? N : 5 + 3 * noise.next()))), 'D', 14],
  ['two years of weeks', times(8, () => times(104, (k) => 20 + (k % 13) + 4 * noise.next())), 'W', 8],
  ['a year and a half of months', times(8, () => times(18, () => 3 * noise.next())), 'M', 6],
  ['a quarter of a year', times(40, () => times(90, (k) => Math.round(6 + (k % 7) + 3 * noise.next()))), 'D', 14],
])('%s', (_, rows, frequency, horizon) => {
  sane(tableOf(rows, frequency), horizon);
});

test('a plain history is continued: a constant stays near itself, a zero stays zero', () => {
  const forecast = sane(tableOf([...times(12, (s) => times(400, () => 10 + s)), times(400, () => 0)]), 7);
  for (let s = 0; s < 12; s++) expect(forecast.mean[s * 7]! / (10 + s)).toSatisfy((r: number) => r > 0.85 && r < 1.15);
  expect(forecast.mean[12 * 7]!).toBeLessThan(0.05);
});

test('any small table of any frequency is answered', { timeout: 60_000 }, () =>
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 150 }),
      fc.constantFrom<Frequency>('D', 'W', 'M'),
      fc.integer({ min: 1, max: 9999 }),
      fc.integer({ min: 1, max: 10 }),
      (series, periods, frequency, seed, horizon) => {
        const r = seeded(seed);
        const rows = times(series, () => {
          const [size, gaps, zeros] = [10 ** (8 * r.next() - 3), r.next(), r.next()];
          return times(periods, () => (r.next() < gaps * 0.6 ? N : r.next() < zeros ? 0 : size * r.next()));
        });
        sane(tableOf(rows, frequency), horizon);
      },
    ),
    { numRuns: 30 },
  ),
);

test('what is known only two days ahead is not read further: beyond it, other values change nothing', () => {
  const T = 300,
    H = 5,
    r = seeded(11),
    driver = times(T + H, () => Math.round(2 * r.next()));
  const build = (tail: number, ahead: number): SeriesTable => {
    const table = tableOf(times(8, (s) => times(T, (k) => 4 + s + 6 * driver[k]! + r.next())));
    const values = new Float32Array(8 * (T + H)),
      cells = new Float32Array(8 * (T + H)).fill(N);
    for (let s = 0; s < 8; s++)
      for (let t = 0; t < T + H; t++) {
        cells[s * (T + H) + t] = t >= T + 2 ? tail : driver[t]!;
        values[s * (T + H) + t] = t < T ? 4 + s + 6 * driver[t]! + ((t * 31 + s) % 7) / 7 : N;
      }
    return { ...table, periods: T + H, values, known: [{ name: 'driver', values: cells, ahead }] };
  };
  const run = (tail: number, ahead: number) => forecastRun(build(tail, ahead), { ...FAST, origin: T, horizon: H }).forecast;
  expect(run(0, 2)).toEqual(run(2, 2));
  expect(run(0, H)).not.toEqual(run(2, H));
});
