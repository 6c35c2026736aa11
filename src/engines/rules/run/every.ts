// 每满N: how often a running total has passed another N; what is left over counts for the next time.

/** From the reading before to the reading now, both running totals. A total that fell (a return, a correction) fires nothing and is taken up from there. */
export function everyPassed(before: number, now: number, n: number): { readonly times: number; readonly kept: number } {
  if (!(n > 0) || !Number.isFinite(now) || now < before) return { times: 0, kept: Math.min(before, now) };
  const times = Math.floor((now - before) / n + 1e-9);
  return { times, kept: before + times * n };
}
