// What counts as a promotion plan, and that its lift is learned from the past only.
import { expect, test } from 'vitest';
import { dayNumber, formatDay } from './days.ts';
import { articleLift, learnPromotions, planColumns } from './promo.ts';
import { seeded } from './random.ts';
import { forecastRun } from './run.ts';
import { tableFromRows, viewBefore } from './table.ts';

const START = dayNumber(2021, 1, 6);

/** 30 weekly series in 3 shops; a display triples sales; `payday` is the same for a whole shop; `warmth` is never zero. */
function shop(weeks: number) {
  const r = seeded(8),
    series: string[] = [],
    date: string[] = [],
    value: number[] = [],
    group: string[] = [],
    item: string[] = [];
  const known = { display: [] as number[], payday: [] as number[], warmth: [] as number[] };
  for (let s = 0; s < 30; s++) {
    for (let t = 0; t < weeks; t++) {
      const display = r.next() < 0.15 ? 1 : 0;
      series.push(`s${s}`);
      date.push(formatDay(START + 7 * t));
      group.push(`shop${s % 3}`);
      item.push(`item${Math.floor(s / 3)}`);
      known.display.push(display);
      known.payday.push(t % 4 === s % 3 ? 1 : 0);
      known.warmth.push(10 + 5 * Math.sin(t / 8));
      value.push(Math.round(12 * (display ? 3 : 1) * (1 + 0.2 * r.normal())));
    }
  }
  return tableFromRows({ series, date, value, group, item, known }, { frequency: 'W' });
}

test('only the column that differs within a shop is a plan; its lift is found and used', () => {
  const table = shop(120),
    view = viewBefore(table, 110, 4),
    plans = planColumns(view, 110).map((k) => table.known[k]!.name),
    p = learnPromotions(view, view.values, 110)!;
  const lift = articleLift(p, 4, { state: 1, origin: 100 });
  expect(plans).toEqual(['display']);
  expect(Math.abs(lift - 3)).toBeLessThan(0.4);
  const said = forecastRun(table, { origin: 110, horizon: 4, trees: 60 }).forecast.mean;
  const sums = [0, 0],
    counts = [0, 0];
  for (let i = 0; i < said.length; i++) {
    const on = table.known[0]!.values[Math.floor(i / 4) * 120 + 110 + (i % 4)]!;
    sums[on] = sums[on]! + said[i]!;
    counts[on] = counts[on]! + 1;
  }
  const ratio = sums[1]! / counts[1]! / (sums[0]! / counts[0]!);
  console.log(`promotion: lift ${lift.toFixed(2)}, forecasts with display ${ratio.toFixed(2)} × those without (${counts[1]} of ${said.length})`);
  expect(Math.abs(ratio - 3)).toBeLessThan(0.6);
});

test('lifts read nothing from the origin on', () => {
  const table = shop(120),
    changed = { ...table, values: table.values.map((v, i) => (i % 120 >= 100 ? 999 : v)) };
  const a = learnPromotions(table, table.values, 110)!,
    b = learnPromotions(changed, changed.values, 110)!;
  for (let s = 0; s < 30; s++) expect(articleLift(b, s, { state: 1, origin: 100 })).toBe(articleLift(a, s, { state: 1, origin: 100 }));
});
