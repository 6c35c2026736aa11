// Perishables: how much of what lies on the shelf will spoil before the next delivery helps (EWA), and the sell-through rule.
import { chanceBelow, type Curve } from './interval-demand.ts';
import type { Batch } from './shelf.ts';

/**
 * Expected outdating inside the coming `days` (Broekmeulen & van Donselaar 2009): plays the expected demand a day against
 * the batches, `freshFirst` of it from the freshest, and counts what expires. Added to the order, because it will be missing.
 */
export function expectedOutdating(batches: readonly Batch[], demandPerDay: number, job: { days: number; freshFirst: number }): number {
  const left = batches.map((b) => ({ left: b.left, quantity: b.quantity }));
  let lost = 0;
  for (let day = 0; day < job.days; day++) {
    let old = demandPerDay * (1 - job.freshFirst),
      fresh = demandPerDay * job.freshFirst;
    for (let k = left.length - 1; k >= 0 && fresh > 0; k--) {
      const q = Math.min(left[k]!.quantity, fresh);
      left[k]!.quantity -= q;
      fresh -= q;
    }
    for (const b of left) {
      const q = Math.min(b.quantity, old);
      b.quantity -= q;
      old -= q;
    }
    for (const b of left) {
      b.left--;
      if (b.left <= 0) {
        lost += b.quantity;
        b.quantity = 0;
      }
    }
  }
  return lost;
}

/**
 * Marginal sell-through (rule F of research.md §4): the largest level whose last unit is worth keeping,
 * P(it sells in the protection interval) > λ · P(it never sells within its life). Units of `step`.
 */
export function sellThroughLevel(interval: Curve, life: Curve, job: { lambda: number; step: number; most: number }): number {
  const worth = (x: number): boolean => 1 - chanceBelow(interval, x) > job.lambda * chanceBelow(life, x);
  let low = 0,
    high = Math.ceil(job.most / job.step);
  if (!worth(0)) return 0;
  while (high - low > 1) {
    const mid = (low + high) >> 1;
    if (worth(mid * job.step)) low = mid;
    else high = mid;
  }
  return high * job.step;
}
