// The two yardsticks every shop knows: 安全库存 = 日均销量 × 提前期 × 系数, and rolling mean + z·σ·√P.

/** Mean and deviation of the available days in (day − window, day]. */
export function recentStats(demand: ArrayLike<number>, day: number, window: number): { mean: number; deviation: number; seen: number } {
  let sum = 0,
    square = 0,
    seen = 0;
  for (let t = Math.max(0, day - window + 1); t <= day; t++) {
    const y = demand[t]!;
    if (Number.isNaN(y)) continue;
    sum += y;
    square += y * y;
    seen++;
  }
  if (seen === 0) return { mean: 0, deviation: 0, seen };
  const mean = sum / seen;
  return { mean, deviation: Math.sqrt(Math.max(0, square / seen - mean * mean)), seen };
}

/** Days on offer among the `window` days from `first` on. */
export function offeredDays(demand: ArrayLike<number>, first: number, window: number): number {
  let n = 0;
  for (let t = first; t < Math.min(demand.length, first + window); t++) if (!Number.isNaN(demand[t]!)) n++;
  return n;
}

export type StaticRule = 'static' | 'rolling-average' | 'rolling-sigma';

/**
 * Order-up-to level of a rule at the end of `day` with one free parameter k: static = average of 90 days refreshed every 28,
 * safety = average × lead × k; rolling-average the same on 28 days; rolling-sigma = mean·n + k·σ·√n.
 */
export function staticLevels(demand: ArrayLike<number>, job: { rule: StaticRule; from: number; to: number; lead: number; window: number }): (k: number) => Float64Array {
  const base = new Float64Array(job.to),
    extra = new Float64Array(job.to);
  let held = { mean: 0, deviation: 0, seen: 0 };
  for (let t = job.from; t < job.to; t++) {
    const n = offeredDays(demand, t + 1, job.window);
    if (job.rule !== 'static' || (t - job.from) % 28 === 0) held = recentStats(demand, t, job.rule === 'static' ? 90 : 28);
    base[t] = held.mean * n;
    extra[t] = n === 0 ? 0 : job.rule === 'rolling-sigma' ? held.deviation * Math.sqrt(n) : held.mean * job.lead;
  }
  return (k) => base.map((b, t) => Math.max(0, b + k * extra[t]!));
}
