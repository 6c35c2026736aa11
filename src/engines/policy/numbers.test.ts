// Curves, lead times, order limits, decay models, risks and the three numbers with their sentences.
import { existsSync, readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DECAY_MODELS, decayModel, refitDecay, usableLife } from './decay.ts';
import { expectedOutdating, sellThroughLevel } from './ewa.ts';
import { chanceBelow, curveAt, expectedShort, mixCurves, normalQuantile, sumCurves, type Curve } from './interval-demand.ts';
import { leadTime, underRisk } from './lead-time.ts';
import { limitOrder, shareBudget, transfersFirst } from './orders.ts';
import { topRisks } from './risk.ts';
import { safetyNumbers } from './safety.ts';

const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const normal = (mean: number, sd: number): Curve => ({ levels: LEVELS, at: LEVELS.map((l) => Math.max(0, mean + sd * normalQuantile(l))), mean });

test('curves rise, and chanceBelow undoes curveAt', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  fc.assert(
    fc.property(
      fc.double({ min: 20, max: 100, noNaN: true }),
      fc.double({ min: 1, max: 6, noNaN: true }),
      fc.double({ min: 0.02, max: 0.98, noNaN: true }),
      fc.double({ min: 0.001, max: 0.01, noNaN: true }),
      (m, sd, p, step) => {
        const c = normal(m, sd);
        expect(curveAt(c, p + step)).toBeGreaterThanOrEqual(curveAt(c, p));
        expect(chanceBelow(c, curveAt(c, p))).toBeCloseTo(p, 3);
        expect(expectedShort(c, m + sd)).toBeLessThan(expectedShort(c, m));
      },
    ),
  );
});

test('sums widen less than days in step, mixtures lie between their parts', () => {
  const day = normal(50, 10),
    two = sumCurves([day, day], 0),
    step = sumCurves([day, day], 1);
  expect(two.at[4]! - two.mean).toBeCloseTo(Math.SQRT2 * (day.at[4]! - 50), 6);
  expect(step.at[4]! - step.mean).toBeCloseTo(2 * (day.at[4]! - 50), 6);
  const mixed = mixCurves([normal(50, 5), normal(100, 5)], [0.5, 0.5], LEVELS);
  expect(mixed.at[1]!).toBeCloseTo(50, 0);
  expect(mixed.at[4]!).toBeGreaterThan(100);
  expect(mixed.mean).toBe(75);
});

test('a lane leans on its supplier, a risk makes it later', () => {
  const seen = [...new Array(9).fill(2), 5].map((days: number) => ({ supplier: '甲', lane: '沪', days })),
    lead = leadTime(seen, { supplier: '甲', lane: '杭', promised: 3 });
  expect(lead.mean).toBeCloseTo(2.3);
  expect(underRisk(lead, 0.5, 4).mean).toBeCloseTo(4.3);
  expect(underRisk(lead, 0.5, 4).chances.reduce((s, c) => s + c.chance, 0)).toBeCloseTo(1);
  expect(leadTime([], { supplier: '乙', lane: '沪', promised: 4 }).chances).toEqual([{ days: 4, chance: 1 }]);
});

test.each([
  ['not on an order day', { target: 50, onHand: 0, onOrder: 0 }, { pack: 1, minimum: 0, weekdays: [0] }, 2, 0, '订货日'],
  ['in whole packs', { target: 50, onHand: 9, onOrder: 0 }, { pack: 12, minimum: 0 }, 0, 48, '整箱'],
  ['capped by life', { target: 200, onHand: 0, onOrder: 0 }, { pack: 0, minimum: 0, life: normal(60, 10) }, 0, 65.2, '封顶'],
  ['not at all when a minimum would spoil', { target: 20, onHand: 0, onOrder: 0 }, { pack: 0, minimum: 100, life: normal(20, 5) }, 0, 0, '会过期'],
  ['nothing above target', { target: 20, onHand: 15, onOrder: 10 }, { pack: 6, minimum: 6 }, 0, 0, ''],
])('an order is %s', (_, wish, limits, weekday, quantity, reason) => {
  const line = limitOrder(wish, limits, weekday);
  expect(line.quantity).toBeCloseTo(quantity, 0);
  expect(line.reasons.join('；')).toContain(reason);
});

test('a budget is never exceeded and goes to the dearest shortage first', () =>
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          packs: fc.integer({ min: 0, max: 9 }),
          packCost: fc.double({ min: 1, max: 20, noNaN: true }),
          margin: fc.double({ min: 0.1, max: 9, noNaN: true }),
          position: fc.double({ min: 0, max: 60, noNaN: true }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      fc.double({ min: 0, max: 300, noNaN: true }),
      (lines, budget) => {
        const r = shareBudget(
          lines.map((l) => ({ ...l, packUnits: 6, demand: normal(50, 10) })),
          budget,
        );
        expect(r.spent).toBeLessThanOrEqual(budget + 1e-6);
        r.packs.forEach((k, i) => expect(k).toBeLessThanOrEqual(lines[i]!.packs));
      },
    ),
  ));

test('spare stock moves before anything is bought, and no shop gives what it needs', () => {
  const { transfers, purchases } = transfersFirst(
    [
      { name: 'A', onHand: 90, onOrder: 0, target: 40, keep: 50 },
      { name: 'B', onHand: 5, onOrder: 0, target: 60, keep: 0 },
      { name: 'C', onHand: 0, onOrder: 10, target: 30, keep: 0 },
    ],
    1,
  );
  expect(transfers).toEqual([{ from: 'A', to: 'B', quantity: 40 }]);
  expect(purchases).toEqual([
    { name: 'B', quantity: 15 },
    { name: 'C', quantity: 20 },
  ]);
});

test('what will spoil is ordered again; a slow item is not stocked for its last unit', () => {
  expect(
    expectedOutdating(
      [
        { left: 1, quantity: 10 },
        { left: 3, quantity: 10 },
      ],
      4,
      { days: 2, freshFirst: 0.5 },
    ),
  ).toBeCloseTo(8);
  const slow = normal(2, 2),
    life = normal(6, 3);
  expect(sellThroughLevel(slow, life, { lambda: 4, step: 1, most: 50 })).toBeLessThanOrEqual(sellThroughLevel(slow, life, { lambda: 0.5, step: 1, most: 50 }));
});

test('the dearest risks come first, with a sentence', () => {
  const risks = topRisks(
    [
      { sku: 'a', interval: normal(50, 10), onHand: 20, arriving: 0, shortCost: 3, spoilCost: 1 },
      { sku: 'b', interval: normal(5, 2), life: normal(10, 2), onHand: 80, arriving: 0, shortCost: 3, spoilCost: 4 },
      { sku: 'c', interval: normal(5, 2), onHand: 30, arriving: 0, shortCost: 3, spoilCost: 1 },
    ],
    2,
  );
  expect(risks.map((r) => r.sku)).toEqual(['b', 'a']);
  expect(risks[0]!.reason).toContain('报废');
  expect(risks[1]!.reason).toContain('缺货概率');
});

test('the three numbers carry their sentence and their distance from the formula', () => {
  const s = safetyNumbers({
    days: new Array<Curve>(6).fill(normal(20, 6)),
    lead: leadTime([], { supplier: '', lane: '', promised: 2 }),
    review: 1,
    target: 0.95,
    z: Number.NaN,
    outdating: 1.2,
    averageSales: 26,
    factor: 1.5,
  });
  console.log([s.safetyStock.reason, s.reorderPoint.reason, s.orderUpTo.reason].join('\n'));
  expect(s.orderUpTo.value).toBeCloseTo(s.intervalMean + s.safetyStock.value, 6);
  expect(s.safetyStock.difference).toBeCloseTo(s.safetyStock.value - 26 * 2 * 1.5, 6);
  expect(s.orderUpTo.reason).toMatch(/补到 .*另补预计报废 1\.2.*比静态公式少 .*。$/);
  expect(s.reorderPoint.value).toBeLessThanOrEqual(s.orderUpTo.value);
});

const CSV = '../shared/rules/decay_models.csv';

test('every decay model answers as the function body of the rule file', () => {
  if (!existsSync(CSV)) {
    console.log(`skipped: ${CSV} is absent`);
    return;
  }
  const rows = parse(readFileSync(CSV), { bom: true, from_line: 2, relax_column_count: true }) as string[][];
  let checked = 0;
  for (const [industry, curve, formula, defaults, body, extra, , rule] of rows) {
    const model = decayModel(industry!)!;
    expect([model.curve, model.formula, model.rule]).toEqual([curve, formula, rule]);
    const p = Object.fromEntries(
      `${defaults};${extra}`
        .split(';')
        .filter((x) => x.includes('='))
        .map((x) => {
          const [k, v] = x.split('=');
          return [k!, Number(v)];
        }),
    );
    expect(model.defaults).toEqual(p);
    const law = runInNewContext(`(p, x) => { ${body} }`) as (p: unknown, x: { age: number }) => number;
    for (let age = 0; age < 1500; age += 7) {
      expect(model.value(model.defaults, age)).toBeCloseTo(law(p, { age }), 10);
      checked++;
    }
  }
  console.log(`decay: ${rows.length} models, ${checked} values`);
  expect(rows).toHaveLength(DECAY_MODELS.length);
});

test('a model refits to its own history and stays put without any', () => {
  const fresh = decayModel('生鲜')!,
    truth = { ...fresh.defaults, k: 0.4 };
  const points = [1, 2, 3, 4, 5].map((age) => ({ age, kept: fresh.value(truth, age), weight: 5 }));
  expect(refitDecay(fresh, points, { free: ['k'], doubt: 1 }).params['k']!).toBeCloseTo(0.4, 1);
  expect(refitDecay(fresh, [], { free: ['k'], doubt: 1 }).params['k']!).toBeCloseTo(0.22, 3);
  expect(usableLife(fresh, fresh.defaults, { threshold: 0.4, most: 60 })).toBe(4);
});
