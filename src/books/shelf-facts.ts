// What stands on the shelves, from the database's answer.
import type { SerialFacts, Shelf } from '#kernel/facts';
import { micro } from '#kernel/quantity';

type Raw = Record<string, any>; // biome-ignore lint/suspicious/noExplicitAny: JSON from our own function, read field by field below.

/** A shelf with its figures as integers. */
export const shelfFrom = (s: Raw): Shelf => ({
  item: s['item'],
  warehouse: s['warehouse'],
  lot: s['lot'],
  bin: s['bin'],
  onHand: micro(BigInt(s['onHand'])),
  onHold: micro(BigInt(s['onHold'])),
  inTransit: micro(BigInt(s['inTransit'])),
  allocated: micro(BigInt(s['allocated'])),
  expires: s['lotOf']?.expires ?? null,
  pieces: micro(BigInt(s['pieces'])),
});

/** A named piece and where it is. */
export const serialFrom = (s: Raw): SerialFacts => ({
  lot: s['lot'],
  item: s['item'],
  no: s['no'],
  at: (s['at'] as readonly Raw[]).map((a) => ({
    warehouse: a['warehouse'],
    warehouseName: a['warehouseName'],
    bin: a['bin'],
    onHand: micro(BigInt(a['onHand'])),
    onHold: micro(BigInt(a['onHold'])),
    inTransit: micro(BigInt(a['inTransit'])),
  })),
});

/**
 * Shelves as they were at the end of a day: without what has been moved since. A count compares with them (`strictly`); a document that a posted count comes
 * after may take from them what has left since, for what it takes the count finds less missing.
 */
export function shelvesThen(now: readonly Shelf[], since: readonly Raw[], strictly: boolean): readonly Shelf[] {
  if (since.length === 0) return now;
  const key = (s: { readonly item: string; readonly warehouse: string; readonly lot: string | null; readonly bin: string | null }): string =>
    `${s.item}|${s.warehouse}|${s.lot ?? ''}|${s.bin ?? ''}`;
  const moved = new Map(since.map((s) => [key(s as unknown as Shelf), BigInt(s['qty'])]));
  const known = new Set(now.map(key));
  const gone = since.filter((s) => !known.has(key(s as unknown as Shelf))).map((s) => shelfFrom({ ...s, onHand: '0', onHold: '0', inTransit: '0', allocated: '0', pieces: '0' }));
  return [...now, ...gone].map((s) => {
    const then = s.onHand - (moved.get(key(s)) ?? 0n);
    return { ...s, onHand: micro(strictly || then > s.onHand ? then : s.onHand) };
  });
}
