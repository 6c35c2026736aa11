// The classic member's share of a small table: expected by size before any evidence, then what it proved.
import { expect, test } from 'vitest';
import { CLASSES } from './classes.ts';
import { defaultWeights, expectedShare, provenShare, withClassic } from './members.ts';
import type { Forecast } from './structural.ts';

test('beside the trees the classic member has its share of every class, and the others keep their proportions', () => {
  const others = defaultWeights(['gbdt-scale', 'gbdt-level', 'counts'], 'D'),
    { members, byClass } = withClassic(others, 0.25);
  expect(members).toEqual(['gbdt-scale', 'gbdt-level', 'counts', 'classic']);
  for (const [c] of CLASSES.entries()) {
    const [scale, level, , classic] = byClass.subarray(4 * c, 4 * c + 4);
    expect(classic).toBe(0.25);
    expect(scale! / level!).toBeCloseTo(others.byClass[3 * c]! / others.byClass[3 * c + 1]!, 12);
    expect(byClass.subarray(4 * c, 4 * c + 4).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  }
});

test('the less was seen, the more is expected of it', () => {
  expect(expectedShare(40)).toBeGreaterThan(expectedShare(400));
  expect(expectedShare(400)).toBeGreaterThan(expectedShare(4000));
  expect(expectedShare(40)).toBeGreaterThan(0.95);
  expect(expectedShare(12_000)).toBeLessThan(0.15);
});

const always = (value: number, n: number): Forecast => ({ mean: new Float64Array(n).fill(value), quantiles: [new Float64Array(n).fill(value)] });

test('whoever was right gets the share, drawn to the expected one by few origins; no truth leaves the expected one', () => {
  const past = { truth: new Float64Array(8).fill(10), others: always(20, 8), classic: always(10, 8), levels: [0.5], expected: 0.4 };
  const of = (origins: number, more: Partial<Parameters<typeof provenShare>[0]> = {}): number => provenShare({ ...past, origins, ...more });
  expect(of(1000)).toBeGreaterThan(0.99);
  expect(of(4)).toBeCloseTo(0.7, 12);
  expect(of(1000, { others: past.classic, classic: past.others })).toBeLessThan(0.01);
  // Between two that err to either side the mixture is best.
  expect(of(100_000, { others: always(5, 8), classic: always(15, 8) })).toBeCloseTo(0.5, 3);
  expect(of(1000, { truth: new Float64Array(8).fill(Number.NaN) })).toBeCloseTo(0.4, 12);
});
