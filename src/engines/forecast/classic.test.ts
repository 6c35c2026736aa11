// The classic member: it follows a season and a level, reads nothing after the origin, and its band holds what it claims.
import { expect, test } from 'vitest';
import { forecastClassic, learnClassic, studentLevel } from './classic.ts';
import { dayNumber } from './days.ts';
import { LEARN_DEFAULTS, makeSource } from './learner.ts';
import { seeded } from './random.ts';
import { refreshOne } from './refresh.ts';
import { forecastRun } from './run.ts';
import { viewBefore, type Frequency, type SeriesTable } from './table.ts';

const QUANTILES = [0.5, 0.8, 0.9, 0.95, 0.99];
function tableOf(frequency: Frequency, series: number, periods: number, value: (s: number, t: number) => number): SeriesTable {
  const names = Array.from({ length: series }, (_, s) => `s${s}`),
    values = Float32Array.from({ length: series * periods }, (_, i) => value(Math.floor(i / periods), i % periods));
  return { frequency, anchor: dayNumber(2019, 1, 7), periods, names, groups: names.map(() => 'all'), items: names, values, known: [] };
}
function classicOf(table: SeriesTable, origin: number, horizon: number) {
  const view = viewBefore(table, origin, horizon),
    source = makeSource(view, origin, { options: { ...LEARN_DEFAULTS, horizon } });
  return forecastClassic(source, origin, learnClassic(source, origin, { horizon, quantiles: QUANTILES }));
}

test('one series of months that grows and has a season is continued within 3 %', () => {
  const truth = (t: number): number => 200 * Math.exp(0.008 * t) * (1 + 0.4 * Math.sin(((t % 12) / 12) * 2 * Math.PI));
  const { mean } = classicOf(
    tableOf('M', 1, 60, (_, t) => truth(t)),
    54,
    6,
  );
  for (let h = 0; h < 6; h++) expect(Math.abs(mean[h]! / truth(54 + h) - 1)).toBeLessThan(0.03);
});

test('of a level in pure noise the long mean is said, of a walk the last value', () => {
  const r = seeded(7),
    noise = tableOf('W', 12, 90, () => Math.max(0, 100 + 30 * r.normal())),
    last = Array.from({ length: 12 }, () => 100),
    walk = tableOf('W', 12, 90, (s) => (last[s] = Math.max(20, last[s]! + 12 * r.normal())));
  const far = (table: SeriesTable, goal: (s: number) => number): number => {
    const { mean } = classicOf(table, 90, 1);
    return mean.reduce((sum, m, s) => sum + Math.abs(m - goal(s)), 0) / 12;
  };
  expect(far(noise, () => 100)).toBeLessThan(10);
  expect(far(walk, (s) => last[s]!)).toBeLessThan(10);
});

test('its quantiles hold what they claim on what it has not seen', () => {
  const r = seeded(3),
    table = tableOf('W', 20, 140, (s, t) => Math.max(0, (20 + 10 * s) * (1 + 0.2 * Math.sin((t / 52) * 2 * Math.PI)) * Math.exp(0.25 * r.normal())));
  const under = QUANTILES.map(() => 0);
  let n = 0;
  for (let origin = 96; origin + 4 <= 140; origin += 4) {
    const { quantiles } = classicOf(table, origin, 4);
    for (let i = 0; i < 80; i++, n++) for (const [k, q] of quantiles.entries()) if (table.values[Math.floor(i / 4) * 140 + origin + (i % 4)]! <= q[i]!) under[k]!++;
  }
  for (const [k, level] of QUANTILES.entries()) expect(Math.abs(under[k]! / n - level), `level ${level}: ${under[k]! / n}`).toBeLessThan(level === 0.5 ? 0.06 : 0.03);
});

test('nothing from the origin on is read', () => {
  const build = (later: number): SeriesTable => tableOf('D', 4, 420, (s, t) => (t >= 400 ? later : 5 + s + (t % 7) + ((t * 13 + s) % 5)));
  expect(classicOf(build(0), 400, 14)).toEqual(classicOf(build(1e6), 400, 14));
});

test('a small table leans on it, and one series after an event says what the whole forecast says', () => {
  const r = seeded(9),
    table = tableOf('D', 3, 260, (s, t) => Math.round((10 + 5 * s) * (t % 7 >= 5 ? 1.7 : 1) * Math.exp(0.2 * r.normal())));
  const run = (trees: number) => forecastRun(table, { origin: 260, horizon: 7, trees });
  const { model, source, forecast } = run(15);
  const share = model.weights.byClass[model.weights.members.indexOf('classic')]!;
  expect(share).toBeGreaterThan(0.1);
  expect(share).toBeLessThan(1);
  const one = refreshOne(model, source, { series: 1, origin: 260 }).forecast;
  expect(one.mean).toEqual(forecast.mean.slice(7, 14));
  for (const [k, q] of one.quantiles.entries()) expect(q).toEqual(forecast.quantiles[k]!.slice(7, 14));
  expect(run(15).forecast).toEqual(forecast);
});

test('a series that came after the learning is forecast as the table is', () => {
  const of = (series: number): SeriesTable => tableOf('D', series, 200, (s, t) => (s + 1) * 10 * (t % 7 >= 5 ? 2 : 1)),
    sourceOf = (table: SeriesTable) => makeSource(viewBefore(table, 200, 7), 200, { options: { ...LEARN_DEFAULTS, horizon: 7 } });
  const model = learnClassic(sourceOf(of(3)), 200, { horizon: 7, quantiles: QUANTILES }),
    { mean, quantiles } = forecastClassic(sourceOf(of(4)), 200, model);
  for (let h = 0; h < 7; h++) {
    expect(mean[21 + h]! / mean[h]!).toBeCloseTo(4, 3);
    expect(quantiles[4]![21 + h]!).toBeGreaterThanOrEqual(quantiles[0]![21 + h]!);
  }
});

test('Student’s t as tables print it', () => {
  expect(studentLevel(0.975, 10)).toBeCloseTo(2.228, 2);
  expect(studentLevel(0.95, 5)).toBeCloseTo(2.015, 2);
  expect(studentLevel(0.9, 1e6)).toBeCloseTo(1.2816, 3);
});
