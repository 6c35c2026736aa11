// Calibration: coverage on exchangeable data, order of quantiles, and the adaptive level.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adaptLevel, applyCalibration, calibrate, sortLevels } from './conformal.ts';
import { seeded } from './random.ts';

const LEVELS = [0.5, 0.9, 0.95];

/** Truth normal around 20; quantiles wrong by a factor. */
function past(n: number, seed: number, wrong: number) {
  const r = seeded(seed),
    z = [0, 1.2816, 1.6449];
  return { truth: Float64Array.from({ length: n }, () => Math.max(0, 20 + 5 * r.normal())), quantiles: z.map((v) => new Float64Array(n).fill(20 + wrong * 5 * v)) };
}

test('calibrated quantiles cover their level whatever their width was', () => {
  const seen: string[] = [];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0.4, max: 2, noNaN: true }), (seed, wrong) => {
      const c = calibrate(past(4000, seed, wrong), LEVELS),
        fresh = past(4000, seed + 1, wrong);
      applyCalibration(c, fresh.quantiles);
      LEVELS.forEach((level, k) => {
        let under = 0;
        for (let i = 0; i < 4000; i++) if (fresh.truth[i]! <= fresh.quantiles[k]![i]!) under++;
        if (k === 1) seen.push((under / 4000).toFixed(3));
        expect(Math.abs(under / 4000 - level)).toBeLessThan(0.035);
      });
    }),
    { numRuns: 20 },
  );
  console.log(`conformal: 90 % covered ${seen.slice(0, 8).join(' ')} …`);
});

test('sorting leaves every row ascending and keeps its values', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true }), fc.float({ noNaN: true })), { minLength: 1 }), (rows) => {
      const q = [0, 1, 2].map((k) => Float64Array.from(rows, (r) => r[k]!));
      sortLevels(q);
      rows.forEach((r, i) => {
        expect([q[0]![i], q[1]![i], q[2]![i]]).toEqual([...r].sort((a, b) => a - b));
      });
    }),
  );
});

test('the adaptive level rises after a miss, falls a little after a hit, and holds on average', () => {
  expect(adaptLevel(0.9, 0.9, { covered: false, rate: 0.05 })).toBeCloseTo(0.945);
  expect(adaptLevel(0.9, 0.9, { covered: true, rate: 0.05 })).toBeCloseTo(0.895);
  const r = seeded(4);
  let level = 0.9,
    under = 0;
  for (let i = 0; i < 20_000; i++) {
    const covered = r.next() < Math.max(0, level - 0.06);
    if (covered) under++;
    level = adaptLevel(level, 0.9, { covered, rate: 0.02 });
  }
  console.log(`adaptive: coverage ${(under / 20_000).toFixed(3)} though the model promised 6 points too much`);
  expect(Math.abs(under / 20_000 - 0.9)).toBeLessThan(0.01);
});
