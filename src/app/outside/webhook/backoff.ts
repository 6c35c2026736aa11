// When a failed delivery is tried again, and when an endpoint is given up.

/** First wait, growth and longest wait; seconds. */
const [FIRST, GROWTH, LONGEST] = [5, 4, 4 * 3600];
/** After this many failures of one event (about a day) the endpoint is switched off. */
export const MOST_TRIES = 12;

/**
 * Seconds until the next try after `tries` failures (≥ 1). `chance` in [0, 1) spreads them by ±20 %, so that a thousand endpoints of one
 * receiver do not come back at once; what the receiver asked for (Retry-After, seconds) is honoured up to the longest wait.
 */
export function waitAfter(tries: number, chance: number, asked: number | null = null): number {
  const wait = Math.min(LONGEST, FIRST * GROWTH ** (Math.max(1, tries) - 1));
  const spread = wait * (0.8 + 0.4 * chance);
  return Math.min(LONGEST * 1.2, Math.max(spread, Math.min(asked ?? 0, LONGEST)));
}
