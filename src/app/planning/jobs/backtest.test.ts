import { syntheticTable } from '#forecast';
import { expect, test } from 'vitest';
import { backtest, type BacktestGround, type Shelf } from './backtest.ts';

const AT = 260;
const table = syntheticTable(8, { known: AT, ahead: 0, seed: 5 });
const shelf = (over: Partial<Shelf> = {}): Shelf => ({
  name: '短保商品',
  lead: [{ days: 2, chance: 1 }],
  series: [0, 1, 2, 3],
  life: [3, 3, 3, 3],
  cost: [1, 1, 1, 1],
  ...over,
});
const ground = (shelves: readonly Shelf[], soldOut: Uint8Array = new Uint8Array(table.values.length)): BacktestGround => ({
  table,
  soldOut,
  at: AT,
  days: 28,
  target: 0.95,
  review: 1,
  seed: 7,
  shelves,
});
const run = (shelves: readonly Shelf[], soldOut?: Uint8Array) => backtest(ground(shelves, soldOut), () => undefined).shelves;

test('every item keeps as long as it keeps: what does not perish is never thrown away on the same shelf', { timeout: 120_000 }, () => {
  const [mixed, fresh] = run([shelf({ life: [3, null, null, null] }), shelf()]);
  expect(mixed?.life).toEqual([3, 3]);
  expect(fresh?.equalFill.static.waste).toBeGreaterThan(0);
  expect(mixed?.equalFill.static.waste).toBeLessThan(fresh?.equalFill.static.waste ?? 0);
  expect(run([shelf({ life: [null, null, null, null] })])[0]).toMatchObject({ life: null, equalFill: { static: { waste: 0, wasteMoney: 0 }, ours: { waste: 0 } } });
});

test('figures are counted by value: goods that cost nothing weigh nothing, and at equal fill the fills are equal', { timeout: 120_000 }, () => {
  const [all] = run([shelf({ cost: [5, 0, 0, 0] })]);
  const [alone] = run([shelf({ series: [0], life: [3], cost: [5] })]);
  // The forecasts of one series know less than those of four, but the formulas without a forecast must say the same.
  expect(all?.equalFill.static).toMatchObject({ fill: alone?.equalFill.static.fill, waste: alone?.equalFill.static.waste, missedMoney: alone?.equalFill.static.missedMoney });
  for (const p of ['static', 'rolling-average', 'rolling-sigma', 'ours'] as const) expect(Math.abs((run([shelf()])[0]?.equalFill[p].fill ?? 0) - 0.95)).toBeLessThan(0.01);
});

test('days that ended with an empty shelf are told', { timeout: 120_000 }, () => {
  const soldOut = new Uint8Array(table.values.length);
  for (const day of [1, 5, 40]) soldOut[2 * table.periods + AT - day] = 1;
  expect(run([shelf()], soldOut)[0]?.soldOut).toBe(2);
});
