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
