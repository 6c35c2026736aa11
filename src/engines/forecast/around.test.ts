// The two rounds of a training with promotion plans: what judges a row has not learned from it, and quantiles follow the mean they stand around.
import { expect, test } from 'vitest';
import { lessonAround, levelSpecs, type Round } from './around.ts';
import { dayNumber, formatDay } from './days.ts';
import { trainHead } from './heads.ts';
import { LEARN_DEFAULTS, makeLearner } from './learner.ts';
import { PARTS } from './lesson.ts';
import { assemble } from './assemble.ts';
import { trainAll } from './model.ts';
import { seeded } from './random.ts';
import { forecastRun } from './run.ts';
import { tableFromRows, viewBefore, type SeriesTable } from './table.ts';

const WEEKS = 150,
  HORIZON = 4,
  LEVELS = [0.5, 0.8, 0.9, 0.95, 0.99];

/** `count` weekly series of growing size; what is on display sells three times as much; noise in proportion to the size. Without `plans` nothing is ever on display. */
function shop(count: number, plans = true): SeriesTable {
  const r = seeded(4),
    cells = Array.from({ length: count * WEEKS }, (_, i) => ({ s: Math.floor(i / WEEKS), t: i % WEEKS, display: plans && r.next() < 0.15 ? 1 : 0 }));
  return tableFromRows(
    {
      series: cells.map((c) => `s${c.s}`),
      date: cells.map((c) => formatDay(dayNumber(2021, 1, 6) + 7 * c.t)),
      group: cells.map((c) => `shop${c.s % 2}`),
      item: cells.map((c) => `item${Math.floor(c.s / 2)}`),
      known: { display: cells.map((c) => c.display) },
      value: cells.map((c) => Math.max(0, (20 + 7 * c.s + 0.5) * (c.display ? 3 : 1) * (1 + 0.25 * r.normal()))),
    },
    { frequency: 'W' },
  );
}

const learn = (table: SeriesTable) =>
  makeLearner(viewBefore(table, WEEKS - HORIZON, HORIZON), WEEKS - HORIZON, { ...LEARN_DEFAULTS, horizon: HORIZON, quantiles: LEVELS, trees: 20, rowsMax: 8000 });
const learner = learn(shop(12));
const lessonOf = (rounds: readonly Round[]) =>
  lessonAround(
    rounds,
    learner.specs.map((spec) => trainHead(rounds.find((p) => p.unit === spec.unit)!.lesson, spec, learner.settings)),
    0,
  );

test('the unit of a row’s quantiles comes from heads that have not seen the row', () => {
  const { part } = learner.prepared[0]!.lesson,
    doubled = learner.prepared.map((p) => ({ ...p, lesson: { ...p.lesson, target: p.lesson.target.map((y, i) => (part[i] === 0 ? 2 * y : y)) } }));
  const before = lessonOf(learner.prepared).spread,
    after = lessonOf(doubled).spread;
  let own = 0,
    moved = 0;
  part.forEach((p, i) => {
    if (p === 0) {
      own++;
      expect(after[i]).toBe(before[i]);
    } else if (after[i]! > 1.2 * before[i]!) moved++;
  });
  console.log(`parts: ${own} of ${part.length} rows changed and were judged as before; of the others ${moved} were judged anew`);
  expect(Math.abs(own / part.length - 1 / PARTS)).toBeLessThan(0.1);
  expect(moved / (part.length - own)).toBeGreaterThan(0.8);
});

test('truth is kept when it is put in units of the mean', () => {
  const first = learner.prepared[0]!.lesson,
    second = lessonOf(learner.prepared);
  for (let i = 0; i < first.target.length; i++)
    expect(Math.abs(second.target[i]! * second.spread[i]! - first.target[i]! * first.spread[i]!)).toBeLessThan(1e-3 * (1 + first.spread[i]!));
});

test('without plans there is one round; with them what heads said of their lesson is not kept in the model', () => {
  expect(learn(shop(12, false)).second).toEqual([]);
  const model = assemble(learner, trainAll(learner));
  expect(learner.second.length).toBeGreaterThanOrEqual(LEVELS.length);
  expect(model.heads).toHaveLength(learner.specs.length + learner.second.length);
  expect(model.heads.filter((h) => h.said !== undefined)).toEqual([]);
  expect(model.cuts.map((c) => c.unit)).toEqual([...learner.prepared.map((p) => p.unit), 'mean']);
});

test('quantiles cover what they claim in weeks never seen, on display and off it', () => {
  const table = shop(60),
    ahead = 12,
    origin = WEEKS - ahead,
    { forecast } = forecastRun(table, { origin, horizon: ahead, quantiles: LEVELS, trees: 60, rowsMax: 20_000 });
  const under = [LEVELS.map(() => 0), LEVELS.map(() => 0)],
    count = [0, 0];
  for (let i = 0; i < forecast.mean.length; i++) {
    const cell = Math.floor(i / ahead) * WEEKS + origin + (i % ahead),
      on = table.known[0]!.values[cell]!;
    count[on] = count[on]! + 1;
    forecast.quantiles.forEach((q, k) => {
      if (table.values[cell]! <= q[i]!) under[on]![k] = under[on]![k]! + 1;
    });
  }
  console.log(under.map((u, on) => `${on ? 'on' : 'off'} display (${count[on]}): ${u.map((n) => (n / count[on]!).toFixed(3)).join(' ')}`).join(' · '));
  for (const on of [0, 1]) LEVELS.forEach((level, k) => expect(Math.abs(under[on]![k]! / count[on]! - level)).toBeLessThan(on ? 0.12 : 0.05));
});

test('six weeks of days with plans are enough for both rounds: every part of the past holds something, and the mean is not pulled down', () => {
  const days = 44,
    ahead = 3,
    r = seeded(9),
    cells = Array.from({ length: 60 * days }, (_, i) => ({ s: Math.floor(i / days), t: i % days, display: r.next() < 0.2 ? 1 : 0 }));
  const table = tableFromRows(
    {
      series: cells.map((c) => `s${c.s}`),
      date: cells.map((c) => formatDay(dayNumber(2023, 5, 1) + c.t)),
      known: { display: cells.map((c) => c.display) },
      value: cells.map((c) => (20.5 + c.s) * (c.display ? 2 : 1) * (1 + 0.1 * r.normal())),
    },
    { frequency: 'D' },
  );
  const { forecast, model, source } = forecastRun(table, { origin: days - ahead, horizon: ahead, quantiles: LEVELS, trees: 60 });
  expect(source.promotions).toBeDefined();
  expect(model.weights.members).toContain('gbdt-mean');
  let said = 0,
    sold = 0;
  forecast.mean.forEach((m, i) => {
    said += m;
    sold += table.values[Math.floor(i / ahead) * days + days - ahead + (i % ahead)]!;
  });
  console.log(`said ${said.toFixed(0)}, sold ${sold.toFixed(0)}`);
  expect(said / sold).toSatisfy((ratio: number) => ratio > 0.85 && ratio < 1.15);
});

test('a very large table has one forest a level, others four; no two share a seed', () => {
  const usual = levelSpecs(LEVELS, { large: false, seed: 1 });
  expect(levelSpecs(LEVELS, { large: true, seed: 1 })).toHaveLength(LEVELS.length);
  expect(usual).toHaveLength(4 * LEVELS.length);
  expect(new Set(usual.map((s) => s.seed)).size).toBe(usual.length);
});
