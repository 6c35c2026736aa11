// Days of cases: "D-1" counts from a fixed day, "2021-12-01" is itself.
import { addDays, type Day, parseDay } from '#kernel/day';

/** "D" of the cases. */
export const TODAY = '2026-06-15' as Day;

/** The day a step names; null when it names none. */
export function dayOf(date: unknown): Day | null {
  if (typeof date !== 'string') return null;
  const relative = /^D(?:([+-]\d+))?$/.exec(date);
  return relative ? addDays(TODAY, Number(relative[1] ?? 0)) : parseDay(date.slice(0, 10));
}
