import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Lot, standingAfter } from './switching.ts';
import { AQLS, LEVELS, letterOf, type Level, samplingPlan, type Severity } from './tables.ts';

describe('GB/T 2828.1 tables', () => {
  test.each([
    [8, 'II', 'A'],
    [150, 'II', 'F'],
    [1200, 'II', 'J'],
    [3200, 'III', 'L'],
    [35_000, 'S-3', 'F'],
    [600_000, 'II', 'Q'],
  ] as const)('a lot of %d under level %s has letter %s', (size, level, letter) => expect(letterOf(size, level)).toBe(letter));

  // Cells read from the printed tables: letter by lot size, then n and Ac.
  test.each([
    ['normal', 1000, 'II', '1.0', 80, 2],
    ['normal', 1000, 'II', '2.5', 80, 5],
    ['normal', 1000, 'II', '0.65', 80, 1],
    ['normal', 1000, 'II', '0.15', 80, 0],
    ['normal', 1000, 'II', '0.25', 50, 0], // arrow up: H, Ac 0
    ['normal', 1000, 'II', '0.40', 125, 1], // arrow down: K, Ac 1
    ['normal', 500, 'II', '4.0', 50, 5],
    ['normal', 100, 'II', '4.0', 20, 2],
    ['normal', 100, 'II', '0.65', 20, 0],
    ['normal', 20, 'II', '10', 5, 1],
    ['tightened', 1000, 'II', '1.0', 80, 1],
    ['tightened', 1000, 'II', '2.5', 80, 3],
    ['tightened', 5000, 'II', '1.0', 200, 3],
    ['reduced', 1000, 'II', '1.0', 32, 2],
    ['reduced', 1000, 'II', '2.5', 32, 5],
  ] as const)('%s, lot of %d, level %s, AQL %s: n %d, Ac %d', (severity, size, level, aql, n, ac) => expect(samplingPlan(size, { level, aql, severity })).toMatchObject({ n, ac }));

  test('a sample is never larger than its lot, and a looser AQL never accepts less of the same sample', () => {
    const by = fc.record({ level: fc.constantFrom<Level>(...LEVELS), severity: fc.constantFrom<Severity>('normal', 'tightened', 'reduced') });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), by, fc.integer({ min: 0, max: AQLS.length - 2 }), (size, how, i) => {
        const [tight, loose] = [AQLS[i] ?? '1.0', AQLS[i + 1] ?? '1.0'].map((aql) => samplingPlan(size, { ...how, aql })) as [
          ReturnType<typeof samplingPlan>,
          ReturnType<typeof samplingPlan>,
        ];
        for (const plan of [tight, loose]) expect(plan.n >= 1 && plan.n <= size && plan.ac >= 0).toBe(true);
        if (tight.n === loose.n) expect(loose.ac).toBeGreaterThanOrEqual(tight.ac);
      }),
    );
  });
});

describe('switching rules', () => {
  const good: Lot = { accepted: true, severity: 'normal', ac: 1, wouldTightened: true };
  const bad: Lot = { ...good, accepted: false, wouldTightened: false };
  const after = (lots: readonly Lot[], mayReduce = true) => standingAfter(lots, mayReduce);
  test.each([
    ['nothing known: normal', [], 'normal'],
    ['two of five refused: tightened', [good, bad, good, good, bad], 'tightened'],
    ['two refused, six lots apart: still normal', [bad, good, good, good, good, bad], 'normal'],
    ['five accepted under tightened: normal again', [bad, bad, good, good, good, good, good], 'normal'],
    ['fifteen accepted of Ac 1: thirty points, reduced', Array.from({ length: 15 }, () => good), 'reduced'],
    ['one refused under reduced: normal', [...Array.from({ length: 15 }, () => good), bad], 'normal'],
    ['ten accepted of Ac 2 that a tighter AQL would accept: thirty points', Array.from({ length: 10 }, () => ({ ...good, ac: 2 })), 'reduced'],
  ] as const)('%s', (_, lots, severity) => expect(after(lots)).toEqual({ severity, stopped: false }));
  test('nobody is reduced without consent', () =>
    expect(
      after(
        Array.from({ length: 40 }, () => good),
        false,
      ).severity,
    ).toBe('normal'));
  test('five refused under tightened inspection: stop', () => expect(after([bad, bad, bad, bad, bad, bad, bad])).toEqual({ severity: 'tightened', stopped: true }));
});
