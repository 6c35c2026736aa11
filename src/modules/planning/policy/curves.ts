// From a stored forecast to the curves the policy engine reads: one curve a day, longer than the horizon where protection asks for it, and one for several shops.
import { type Curve, sumCurves } from '#policy';

/** A series as the forecast stores it: `means` one a day, `quantiles` day by day at `levels` (base units). */
export type DayForecast = { readonly means: ArrayLike<number>; readonly quantiles: ArrayLike<number>; readonly levels: readonly number[] };

/** Days whose pattern is repeated beyond the horizon. */
const WEEK = 7;

/** Curves of the coming `days` days; `skip` days of the forecast are already over. Beyond the horizon the last week comes again. */
export function dayCurves(forecast: DayForecast, days: number, skip = 0): Curve[] {
  const horizon = forecast.means.length;
  const width = forecast.levels.length;
  if (horizon === 0) return [];
  const week = Math.min(WEEK, horizon);
  return Array.from({ length: days }, (_, k) => {
    const i = k + skip;
    const day = i < horizon ? i : horizon - week + ((i - horizon) % week);
    const at = forecast.levels.map((_level, k) => Math.max(0, forecast.quantiles[day * width + k] ?? 0));
    return { levels: forecast.levels, at, mean: Math.max(0, forecast.means[day] ?? 0) };
  });
}

/** The same days of several places as one (a warehouse and the shops it supplies): their spreads add like those of days do. */
export function pooled(places: readonly (readonly Curve[])[]): Curve[] {
  const [first] = places;
  if (!first || places.length === 1) return [...(first ?? [])];
  return first.map((_, day) => sumCurves(places.flatMap((p) => p[day] ?? [])));
}

/** Expected demand of the first `days` days. */
export const meanOf = (curves: readonly Curve[], days: number): number => curves.slice(0, days).reduce((sum, c) => sum + c.mean, 0);

/** Days until the expected demand has used up `stock`; the number of curves when it lasts longer. */
export function daysOfCover(curves: readonly Curve[], stock: number): number {
  let left = stock;
  for (const [i, c] of curves.entries()) {
    left -= c.mean;
    if (left < 0) return i;
  }
  return curves.length;
}
