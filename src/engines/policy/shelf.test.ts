// The shelf loses nothing: every unit that came in was sold, spoiled or still lies there; and the comparison repeats itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { impliedZ, quantileAtZ } from './dynamic.ts';
import { normalQuantile } from './interval-demand.ts';
import { roundOrder, runShelf } from './shelf.ts';
import { POLICIES, presetZ, protectionWindow, simulate, type SimulateInput } from './simulate.ts';
import { staticLevels } from './static-rules.ts';

test('units are conserved on the shelf and on the way', () => {
  let days = 0;
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.double({ min: 0, max: 30, noNaN: true }), fc.constant(Number.NaN)), { minLength: 20, maxLength: 120 }),
      fc.record({
        life: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(Number.POSITIVE_INFINITY)),
        lead: fc.integer({ min: 1, max: 4 }),
        late: fc.integer({ min: 0, max: 3 }),
        review: fc.integer({ min: 1, max: 5 }),
        pack: fc.integer({ min: 0, max: 6 }),
        fresh: fc.double({ min: 0, max: 1, noNaN: true }),
        goal: fc.double({ min: 0, max: 60, noNaN: true }),
      }),
      (demand, r) => {
        const rules = {
          life: r.life,
          leadTimes: [
            { days: r.lead, chance: 0.7 },
            { days: r.lead + r.late, chance: 0.3 },
          ],
          review: r.review,
          pack: r.pack,
          minimum: 0,
          freshFirst: r.fresh,
        };
        const out = runShelf({ demand, from: 0, to: demand.length, countFrom: 7, chance: (d) => (d * 0.377) % 1 }, rules, (s) => {
          expect(s.batches.reduce((a, b) => a + b.quantity, 0)).toBeCloseTo(s.onHand, 6);
          for (let k = 1; k < s.batches.length; k++) expect(s.batches[k]!.left).toBeGreaterThanOrEqual(s.batches[k - 1]!.left);
          return r.goal - s.onHand - s.onOrder;
        });
        expect(out.opening + out.received).toBeCloseTo(out.served + out.wasted + out.closing, 6);
        expect(out.pipelineOpening + out.ordered).toBeCloseTo(out.received + out.pipelineClosing, 6);
        expect(out.served).toBeLessThanOrEqual(out.demand + 1e-9);
        days += out.days;
      },
    ),
  );
  console.log(`shelf: ${days} days conserved`);
});

test('orders are whole packs and at least the minimum', () =>
  fc.assert(
    fc.property(fc.double({ min: -5, max: 99, noNaN: true }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 30 }), (wanted, pack, minimum) => {
      const q = roundOrder(wanted, { pack, minimum });
      expect(q % pack).toBe(0);
      if (wanted > 1e-6) {
        expect(q).toBeGreaterThanOrEqual(Math.max(wanted, minimum) - 1e-6);
        expect(q).toBeLessThan(Math.max(wanted, minimum) + pack);
      } else if (wanted <= 0) expect(q).toBe(0);
    }),
  ));

/** 8 SKUs whose demand follows a weekday profile the forecast knows and a moving average does not. */
function shop(seed: number): SimulateInput {
  const series = 8,
    periods = 400,
    demand = new Float32Array(series * periods),
    mean = new Float32Array(series * periods),
    levels = [0.1, 0.5, 0.8, 0.95, 0.99],
    z = [-1.2816, 0, 0.8416, 1.6449, 2.3263];
  const quantiles = levels.map(() => new Float32Array(series * periods));
  let h = seed;
  const next = (): number => {
    h = (Math.imul(h, 1_103_515_245) + 12_345) & 0x7fffffff;
    return h / 0x7fffffff;
  };
  for (let s = 0; s < series; s++)
    for (let t = 0; t < periods; t++) {
      const i = s * periods + t,
        m = (5 + 4 * s) * (t % 7 >= 5 ? 2 : 0.7),
        e = next() + next() + next() + next() - 2;
      demand[i] = Math.max(0, Math.round(m * (1 + 0.35 * e)));
      mean[i] = m;
      quantiles.forEach((q, k) => {
        q[i] = Math.max(0, m * (1 + 0.35 * 0.577 * z[k]!));
      });
    }
  return { series, periods, demand, whole: true, forecasts: { levels, mean, quantiles, window: 1 } };
}

const OPTIONS = { life: 2, lead: [{ days: 1, chance: 1 }], review: 1, pack: 0, minimum: 0, target: 0.95, freshFirst: 0.3, from: 250, to: 390, warm: 56, chance: () => 0.5 };

test('with a forecast that knows the weekdays we waste less at equal fill, and hit the target before the test', () => {
  const r = simulate(shop(7), OPTIONS);
  for (const p of POLICIES)
    console.log(
      `${p.padEnd(16)} preset fill ${r.preset[p].fill.toFixed(3)} waste ${r.preset[p].waste.toFixed(3)} · equal fill waste ${r.equalFill[p].waste.toFixed(3)} stock ${r.equalFill[p].stock.toFixed(1)}`,
    );
  for (const p of POLICIES) expect(Math.abs(r.equalFill[p].fill - 0.95)).toBeLessThan(0.005);
  expect(r.wasteAgainstStatic).toBeLessThan(0.5);
  expect(Math.abs(r.preset.ours.fill - 0.95)).toBeLessThan(0.02);
  expect(simulate(shop(7), OPTIONS)).toEqual(r);
});

test('the protection window and the static formula are what research.md says', () => {
  expect(protectionWindow([{ days: 1, chance: 1 }], 1)).toBe(1);
  expect(protectionWindow([{ days: 2, chance: 1 }], 3)).toBe(4);
  expect(
    protectionWindow(
      [
        { days: 3, chance: 0.7 },
        { days: 4, chance: 0.2 },
        { days: 5, chance: 0.1 },
      ],
      1,
    ),
  ).toBe(3);
  const level = staticLevels(new Float32Array(200).fill(10), { rule: 'static', from: 0, to: 190, lead: 2, window: 2 })(0.5);
  expect(level[150]!).toBeCloseTo(10 * 2 + 10 * 2 * 0.5);
});

test('warm fortnights that all needed the same level are believed whole, scattered ones by a third', () => {
  const input = shop(7),
    bench = { input, options: OPTIONS, window: 1 };
  const implied = impliedZ(input.forecasts, { target: 0.95, from: 250 - 56 + 1, to: 250, series: 8, periods: 400 });
  /** A fill that jumps over the target at a level of its own in every fortnight. */
  const presetWhen = (needed: (k: number) => number): number => presetZ(bench, (z, from) => (z >= implied + needed((250 - from) / 14) ? 1 : 0));
  expect(presetWhen(() => 0.3)).toBeCloseTo(implied + 0.3, 3);
  expect(presetWhen((k) => 0.3 * k)).toBeCloseTo(implied + 0.6 / 3, 3);
  expect(presetWhen(() => 3)).toBeCloseTo(implied + 0.6, 3);
});

test('the implied level sees demand that falls on one day in fifty', () => {
  // Ninety-seven days in a hundred nothing, then a lot: half of all demand lies above the last known level but one.
  const levels = [0.4, 0.6, 0.75, 0.85, 0.92, 0.97, 0.99],
    at = [0, 0, 0, 0, 0, 1, 10];
  const curves = { levels, window: 1, mean: new Float32Array(100).fill(0.3), quantiles: at.map((v) => new Float32Array(100).fill(v)) };
  const z = impliedZ(curves, { target: 0.9, from: 0, to: 100, series: 1, periods: 100 });
  // Σ E(D − S)⁺ on twenty thousand levels, computed here another way: the curve is straight in z between levels.
  const zs = levels.map(normalQuantile),
    demandAt = (p: number): number => quantileAtZ(zs, (k) => at[k]!, normalQuantile(p)),
    ps = Array.from({ length: 20_000 }, (_, i) => (i + 0.5) / 20_000),
    short = (level: number): number => ps.reduce((s, p) => s + Math.max(0, demandAt(p) - level), 0) / ps.reduce((s, p) => s + demandAt(p), 0);
  expect(Math.abs(short(quantileAtZ(zs, (k) => at[k]!, z)) - 0.1)).toBeLessThan(0.03);
});
