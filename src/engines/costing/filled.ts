// Shortages of closed months: the receipt that fills them says what those issues cost, and the correction stands in the month it became known.
import type { PoolState } from './method.ts';
import type { Replayed, Step } from './replay.ts';

/** Shortages of closed months are filled anew by every replay: what is booked of that already takes no part, and is only counted. */
export function withoutFilled(opening: PoolState, steps: readonly Step[]): { readonly own: readonly Step[]; readonly booked: ReadonlyMap<string, bigint> } {
  const short = new Set(opening.layers.flatMap((l) => (l.qty < 0n ? [l.of] : [])));
  const booked = new Map<string, bigint>();
  if (short.size === 0) return { own: steps, booked };
  const own = steps.filter((s) => {
    if (s.corrects === undefined || !short.has(s.corrects)) return true;
    booked.set(s.corrects, (booked.get(s.corrects) ?? 0n) + s.cost);
    return false;
  });
  return { own, booked };
}

/** What is to be changed besides what is booked already. */
export function beyond(replayed: Replayed, booked: ReadonlyMap<string, bigint>): Replayed {
  if (booked.size === 0) return replayed;
  const changes = new Map(replayed.changes);
  for (const [id, done] of booked) {
    const more = (changes.get(id) ?? 0n) - done;
    if (more === 0n) changes.delete(id);
    else changes.set(id, more);
  }
  return { ...replayed, changes };
}
