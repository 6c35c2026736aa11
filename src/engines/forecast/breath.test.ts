import { afterEach, expect, test } from 'vitest';
import { boost, type Lesson, type Loss } from './boost.ts';
import { breatheWith } from './breath.ts';
import { seeded } from './random.ts';
import { forecastRun } from './run.ts';
import { syntheticTable } from './synthetic.ts';

afterEach(() => breatheWith(() => undefined));

/** How often something breathes. */
function breathsOf(work: () => void): number {
  let breaths = 0;
  breatheWith(() => (breaths += 1));
  work();
  return breaths;
}

test('every tree breathes between the columns of every split: a whole tree of many rows would take a fortieth of a second', () => {
  const [rows, features, random] = [4000, 8, seeded(7)];
  const bins = Uint8Array.from({ length: rows * features }, () => 1 + random.below(60));
  const target = Float32Array.from({ length: rows }, (_, i) => bins[i]! + 3 * (bins[rows + i]! % 7) + random.below(5));
  const lesson: Lesson = { matrix: { rows, features, bins }, target, weight: new Float32Array(rows).fill(1) };
  const settings = { leaves: 31, leafMin: 15, lambda: 2, rate: 0.07, trees: 10, bag: 0.5, featureShare: 1, seed: 3 };
  for (const loss of [
    { kind: 'tweedie', power: 1.5 },
    { kind: 'pinball', level: 0.9 },
  ] as const satisfies readonly Loss[]) {
    const splits = boost(lesson, loss, settings).feature.filter((f) => f >= 0).length;
    expect(splits).toBeGreaterThan(100);
    // Four columns at a time: two passes a split.
    expect(breathsOf(() => boost(lesson, loss, settings))).toBeGreaterThan(2 * splits);
  }
});

test('a forecast breathes in every series, and says the same whether somebody waits there or not', () => {
  const table = syntheticTable(40, { known: 260, ahead: 7, seed: 5 });
  const run = () => forecastRun(table, { origin: 260, horizon: 7, quantiles: [0.5, 0.9], seed: 3, trees: 12 }).forecast;
  const alone = run();
  let beside = alone;
  expect(breathsOf(() => (beside = run()))).toBeGreaterThan(40);
  expect(beside).toEqual(alone);
});
