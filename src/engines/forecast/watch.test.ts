// Drift watch, covariate gate, totals, new items, classes: the small rules, one by one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forecastNewItem } from './analogue.ts';
import { classify } from './classes.ts';
import { binomialAtMost, chooseModel, coverageAlarm, NEW_WATCH, watch, watchVerdict, withinBudget } from './drift.ts';
import { gateRule } from './gate.ts';
import { reconcile, totalsByGroup } from './hierarchy.ts';
import { seeded } from './random.ts';

test('a shift of one deviation raises the alarm within a month, quiet data almost never', () => {
  const r = seeded(9);
  let quiet = NEW_WATCH,
    alarms = 0;
  for (let i = 0; i < 10_000; i++) {
    quiet = watch(quiet, r.normal());
    if (watchVerdict(quiet).alarm) {
      alarms++;
      quiet = NEW_WATCH;
    }
  }
  let days = 0,
    state = NEW_WATCH;
  while (!watchVerdict(state).alarm) {
    state = watch(state, 1 + r.normal());
    days++;
  }
  console.log(`drift: ${alarms} false alarms in 10,000 quiet days, shift found after ${days} days`);
  expect(alarms).toBeLessThan(12);
  expect(days).toBeLessThan(45);
  expect(watchVerdict(state).reason).toContain('高于预测');
});

test('coverage is doubted only when chance cannot explain it', () => {
  expect(coverageAlarm(27, 28, { level: 0.95, significance: 0.01 })).toBe(false);
  expect(coverageAlarm(20, 28, { level: 0.95, significance: 0.01 })).toBe(true);
  expect(binomialAtMost(28, 28, 0.95)).toBeCloseTo(1);
});

test.each([
  ['stays without reason', { champion: 1, challenger: 0.99, fallback: 2 }, { days: 30, alarm: false }, 'champion'],
  ['changes for 5 %', { champion: 1, challenger: 0.95, fallback: 2 }, { days: 30, alarm: false }, 'challenger'],
  ['waits two weeks', { champion: 1, challenger: 0.5, fallback: 2 }, { days: 10, alarm: false }, 'champion'],
  ['falls back on alarm', { champion: 1, challenger: 1, fallback: 0.9 }, { days: 3, alarm: true }, 'fallback'],
] as const)('the serving model %s', (_, loss, job, use) => {
  expect(chooseModel(loss, job).use).toBe(use);
});

test.each([
  ['too few origins', [1, 1, 1, 1, 1], [2, 2, 2, 2, 2], false],
  ['no gain', [1, 1, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1], false],
  ['one lucky origin', [1, 1.01, 1.01, 1.01, 1.01, 1.01], [2, 1, 1, 1, 1, 1], false],
  ['steady gain', [1, 1, 1, 1, 1, 1], [1.05, 1.02, 1.03, 1.04, 1.02, 0.99], true],
])('a covariate with %s', (_, a, b, kept) => {
  const verdict = gateRule(a.map((w, k) => ({ with: w, without: b[k]! })));
  expect(verdict.kept).toBe(kept);
  expect(verdict.reason.length).toBeGreaterThan(8);
});

test('totals are the sums of their parts and keep the order of quantiles', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9999 }), fc.integer({ min: 1, max: 12 }), (seed, n) => {
      const r = seeded(seed),
        mean = Float64Array.from({ length: n * 2 }, () => 10 * r.next()),
        up = mean.map((m) => m + 5 * r.next());
      const t = totalsByGroup(
        { mean, quantiles: [mean.map((m) => m * 0.8), up] },
        Array.from({ length: n }, (_, i) => (i % 2 ? 'a' : 'b')),
        { horizon: 2, rho: 0.2 },
      );
      expect(t.mean.reduce((a, b) => a + b, 0)).toBeCloseTo(
        mean.reduce((a, b) => a + b, 0),
        9,
      );
      for (let i = 0; i < t.mean.length; i++) expect(t.quantiles[1]![i]!).toBeGreaterThanOrEqual(t.quantiles[0]![i]!);
    }),
  ));

test('after reconciling the parts sum to the total', () =>
  fc.assert(
    fc.property(
      fc.array(fc.record({ value: fc.double({ min: 0, max: 100, noNaN: true }), variance: fc.double({ min: 0.1, max: 9, noNaN: true }) }), { minLength: 1 }),
      fc.double({ min: 0, max: 999, noNaN: true }),
      (parts, value) => {
        const r = reconcile({ value, variance: 4 }, parts),
          sum = parts.reduce((s, p) => s + p.value, 0);
        expect(r.parts.reduce((a, b) => a + b, 0)).toBeCloseTo(r.total, 8);
        expect(r.total).toBeGreaterThanOrEqual(Math.min(sum, value) - 1e-8);
        expect(r.total).toBeLessThanOrEqual(Math.max(sum, value) + 1e-8);
      },
    ),
  ));

test('a new item starts at its analogues and ends at itself', () => {
  const like = [8, 10, 12].map((v) => ({ category: '面包', band: '中', launch: [v, v] })),
    other = { category: '蛋糕', band: '中', launch: [99] };
  const first = forecastNewItem({ category: '面包', band: '中', sold: [], storeIndex: 1 }, [...like, other]);
  expect(first.mean).toBeCloseTo(10);
  const later = forecastNewItem({ category: '面包', band: '中', sold: new Array<number>(60).fill(30), storeIndex: 1 }, [...like, other]);
  expect(later.mean).toBeGreaterThan(28);
  expect(later.reason).toContain('同类同价位');
});

test.each([
  ['smooth', [5, 6, 5, 7, 6, 5, 6, 5]],
  ['erratic', [1, 30, 2, 40, 1, 2, 35, 1]],
  ['intermittent', [0, 5, 0, 0, 5, 0, 5, 0]],
  ['lumpy', [0, 1, 0, 0, 90, 0, 0, 3]],
  ['ended', [5, 0, 0, 0, 0, 0, 0, 0]],
] as const)('a %s series', (name, y) => {
  const long = name === 'ended' ? Float32Array.from([5, 5, ...new Array<number>(398).fill(0)]) : Float32Array.from({ length: 160 }, (_, i) => y[i % 8]!);
  expect(classify(long, { from: 0, to: long.length, warmup: 28, year: 364 })).toBe(name);
});

test('only the dearest alarms are shown', () => {
  expect(withinBudget([{ money: 1 }, { money: 9 }, { money: 5 }], 2)).toEqual({ shown: [{ money: 9 }, { money: 5 }], hidden: 1 });
});
