// Laws of the trees: attribution sums exactly, the same seed gives the same bytes, heads learn what they claim.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binMatrix, binOf, makeCuts } from './bins.ts';
import { boost, type BoostOptions, type Loss } from './boost.ts';
import { seeded } from './random.ts';
import { attributeRow, scoreForest } from './trees.ts';

const OPTIONS: BoostOptions = { leaves: 15, leafMin: 10, lambda: 1, rate: 0.1, trees: 40, bag: 0.7, featureShare: 0.7, seed: 5 };

/** n rows × 5 features with missing values; target depends on two of them, noise grows with the mean. */
function lesson(n: number, seed: number) {
  const r = seeded(seed),
    raw = new Float32Array(n * 5),
    target = new Float32Array(n),
    weight = new Float32Array(n).fill(1);
  for (let i = 0; i < n; i++) {
    for (let f = 0; f < 5; f++) raw[f * n + i] = r.next() < 0.05 ? Number.NaN : r.next() * 10;
    const a = raw[i]!,
      b = raw[n + i]!,
      mean = 1 + (Number.isNaN(a) ? 3 : a) + (b > 5 ? 4 : 0);
    target[i] = Math.max(0, mean * (1 + 0.3 * r.normal()));
  }
  const cuts = makeCuts(raw, n, 5);
  return { matrix: binMatrix(raw, cuts), target, weight };
}

test.each<[string, Loss]>([
  ['mean', { kind: 'tweedie', power: 1.5 }],
  ['square', { kind: 'square' }],
  ['90 %', { kind: 'pinball', level: 0.9 }],
])('parts of a %s score sum to it', (_, loss) => {
  let rows = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
      const l = lesson(300, seed),
        forest = boost(l, loss, { ...OPTIONS, trees: 12, seed }),
        score = new Float64Array(300);
      scoreForest(forest, l.matrix, score);
      for (let i = 0; i < 300; i += 7) {
        const parts = new Float64Array(5),
          rest = attributeRow(forest, l.matrix, i, parts);
        expect(Math.abs(rest + parts.reduce((a, b) => a + b, 0) - score[i]!)).toBeLessThan(1e-9);
        rows++;
      }
    }),
    { numRuns: 25 },
  );
  console.log(`attribution: ${rows} rows`);
});

test('sums packed into one number are the sums: leaves answer the weighted mean of their rows and hold what they must', () => {
  const n = 20_000,
    l = lesson(n, 21),
    r = seeded(4);
  for (let i = 0; i < n; i++) l.weight[i] = Math.exp(2 * r.normal());
  const forest = boost(l, { kind: 'square' }, { ...OPTIONS, trees: 1, bag: 1, featureShare: 1, lambda: 0, rate: 1, leafMin: 300 });
  const score = new Float64Array(n);
  scoreForest(forest, l.matrix, score);
  const mass = new Map<number, { w: number; wy: number }>();
  for (let i = 0; i < n; i++) {
    const leaf = mass.get(score[i]!) ?? { w: 0, wy: 0 };
    leaf.w += l.weight[i]!;
    leaf.wy += l.weight[i]! * l.target[i]!;
    mass.set(score[i]!, leaf);
  }
  expect(mass.size).toBe(OPTIONS.leaves);
  for (const [answer, { w, wy }] of mass) {
    expect(w).toBeGreaterThan(299.9);
    expect(Math.abs(answer / (wy / w) - 1)).toBeLessThan(1e-4);
  }
});

test('same seed, same bytes; another seed, others', () => {
  const l = lesson(2000, 3),
    loss: Loss = { kind: 'pinball', level: 0.8 };
  const a = boost(l, loss, OPTIONS),
    b = boost(l, loss, OPTIONS),
    c = boost(l, loss, { ...OPTIONS, seed: 6 });
  expect(b).toEqual(a);
  expect(c.value).not.toEqual(a.value);
});

test('a quantile head covers its level on fresh rows, a mean head has no bias', () => {
  const learn = lesson(6000, 11),
    fresh = lesson(6000, 12),
    score = new Float64Array(6000);
  const lines: string[] = [];
  for (const level of [0.5, 0.9, 0.95]) {
    scoreForest(boost(learn, { kind: 'pinball', level }, OPTIONS), fresh.matrix, score);
    let under = 0;
    for (let i = 0; i < 6000; i++) if (fresh.target[i]! <= score[i]!) under++;
    lines.push(`${level}→${(under / 6000).toFixed(3)}`);
    expect(Math.abs(under / 6000 - level)).toBeLessThan(0.035);
  }
  scoreForest(boost(learn, { kind: 'tweedie', power: 1.5 }, OPTIONS), fresh.matrix, score);
  let said = 0,
    was = 0;
  for (let i = 0; i < 6000; i++) {
    said += Math.exp(score[i]!);
    was += fresh.target[i]!;
  }
  console.log(`heads: coverage ${lines.join(' ')}, mean ${(said / was).toFixed(3)} of truth`);
  expect(Math.abs(said / was - 1)).toBeLessThan(0.02);
});

test('bins keep order and put missing apart', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), { minLength: 2, maxLength: 300 }), (values) => {
      const raw = Float32Array.from(values),
        cuts = makeCuts(raw, raw.length, 1)[0]!;
      const sorted = [...raw].sort((a, b) => a - b).map((v) => binOf(cuts, v));
      for (let i = 1; i < sorted.length; i++) expect(sorted[i]!).toBeGreaterThanOrEqual(sorted[i - 1]!);
      expect(Math.max(...sorted)).toBeLessThan(64);
      expect(binOf(cuts, Number.NaN)).toBe(0);
    }),
  );
});

test('a balanced log-mean adds up to what it learned from, also where most rows are zero; an unbalanced one falls short there', () => {
  const l = lesson(3000, 17),
    r = seeded(4),
    target = l.target.map((y) => (r.next() < 0.8 ? 0 : y)),
    sum = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0);
  const saidBy = (balance: boolean): number => {
    const score = new Float64Array(3000);
    scoreForest(boost({ ...l, target }, { kind: 'tweedie', power: 1.3 }, { ...OPTIONS, trees: 100, balance }), l.matrix, score);
    return sum(score.map(Math.exp)) / sum(target);
  };
  expect(saidBy(true)).toBeCloseTo(1, 6);
  expect(saidBy(false)).toBeLessThan(0.97);
});
