// How much later a machine's goods come. Pure.
import { addDays, type Day, daysBetween } from '#kernel/day';

/** A stop shorter than this is made good within the day; minutes. */
export const LONG_STOP = 30;
const HOUR = 60;
const ceil = (n: number): number => Math.ceil(n - 1e-9);

/** After a stop of `minutes` everything is made later by the working days the machine lost. */
export const afterStop = (due: Day, minutes: number, hoursPerDay: number): Day => (minutes <= LONG_STOP ? due : addDays(due, ceil(minutes / HOUR / hoursPerDay)));

/** At an OEE below its target the work that is left takes as much longer as the machine makes less. */
export function afterSlowdown(due: Day, today: Day, rates: { readonly oee: number; readonly target: number }): Day {
  if (rates.oee <= 0 || rates.oee >= rates.target || due <= today) return due;
  return addDays(today, ceil((daysBetween(today, due) * rates.target) / rates.oee));
}
