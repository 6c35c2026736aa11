// A signal day by day: what a missing day counts as, where the gaps are, whether the last reading is old. Pure; days, not clocks.
import { addDays, type Day, dayNumber } from '#kernel/day';
import type { Missing } from './signal.ts';

/** How long a value may stand in for missing days. */
export const CARRY_DAYS = 30;

/** Values of the days from…to (inclusive) by the missing policy; days that stay unknown are left out. Nothing is invented before the first reading. */
export function filled(readings: ReadonlyMap<Day, number>, span: { readonly from: Day; readonly to: Day }, missing: Missing): Map<Day, number> {
  const out = new Map<Day, number>();
  const before = [...readings.keys()].filter((d) => d < span.from && dayNumber(d) >= dayNumber(span.from) - CARRY_DAYS).toSorted();
  let last = before.at(-1),
    begun = before.length > 0;
  for (let day = span.from; day <= span.to; day = addDays(day, 1)) {
    const said = readings.get(day);
    if (said !== undefined) {
      out.set(day, said);
      last = day;
      begun = true;
    } else if (begun && missing === 'zero') out.set(day, 0);
    else if (missing === 'last' && last !== undefined && dayNumber(day) - dayNumber(last) <= CARRY_DAYS) out.set(day, readings.get(last) ?? 0);
  }
  return out;
}

export type Gap = { readonly from: Day; readonly to: Day; readonly days: number };

/** Runs of days without a reading between from and to (inclusive), the longest first. */
export function gapsOf(days: ReadonlySet<Day>, span: { readonly from: Day; readonly to: Day }): readonly Gap[] {
  const gaps: Gap[] = [];
  let start: Day | null = null;
  for (let day = span.from; day <= span.to; day = addDays(day, 1)) {
    if (!days.has(day)) start ??= day;
    else if (start !== null) {
      gaps.push({ from: start, to: addDays(day, -1), days: dayNumber(day) - dayNumber(start) });
      start = null;
    }
  }
  if (start !== null) gaps.push({ from: start, to: span.to, days: dayNumber(span.to) - dayNumber(start) + 1 });
  return gaps.toSorted((a, b) => b.days - a.days);
}
