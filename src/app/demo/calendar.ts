// How busy a day is: weekday, season and the festivals of the years the demo may run over.
import { type Day, daysBetween } from '#kernel/day';
import type { Good } from './goods.ts';

/** 春节 (first day of the lunar year) and 中秋, from the published lunar calendar. */
const SPRING = ['2023-01-22', '2024-02-10', '2025-01-29', '2026-02-17', '2027-02-06', '2028-01-26'] as Day[];
const MOON = ['2023-09-29', '2024-09-17', '2025-10-06', '2026-09-25', '2027-09-15', '2028-10-03'] as Day[];

const near = (day: Day, list: readonly Day[]): number =>
  list.reduce((best, d) => {
    const gap = daysBetween(day, d);
    return Math.abs(gap) < Math.abs(best) ? gap : best;
  }, 999);

/** The shops are shut on the eve and the first two days of the lunar year. */
export function isClosed(day: Day): boolean {
  const gap = near(day, SPRING);
  return gap <= 1 && gap >= -1;
}

/** Factor on an item's ordinary demand. */
export function busyness(day: Day, good: Pick<Good, 'season'>): number {
  const month = Number(day.slice(5, 7));
  const weekday = (((daysBetween('2024-01-01' as Day, day) % 7) + 7) % 7) + 1;
  const week = weekday === 6 ? 1.35 : weekday === 7 ? 1.28 : weekday === 5 ? 1.1 : 0.92;
  const summer = 1 + 0.45 * Math.cos(((month - 7.2) / 12) * 2 * Math.PI);
  const season = good.season === 'summer' ? summer : good.season === 'winter' ? 2 - summer : 1;
  const [spring, moon] = [near(day, SPRING), near(day, MOON)];
  const before = (gap: number, span: number) => (gap > 0 && gap <= span ? (span - gap + 1) / span : 0);
  const pull = before(spring, 14) * (good.season === 'festival' ? 5 : 0.9) + before(moon, 10) * (good.season === 'festival' ? 2.4 : 0.2);
  const after = spring < 0 && spring >= -10 ? 0.55 : 1;
  return week * season * (1 + pull) * after;
}
