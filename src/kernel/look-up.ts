// Facts found by key. The indexes are made once per decision, so that no line of a document searches through a list. Pure.
import type { Facts, LotFacts, LotHold, SerialFacts, Shelf } from './facts.ts';

export type LookUp = {
  /** The item's shelves in a warehouse: first expired first, then the older lot. */
  readonly shelves: (item: string, warehouse: string) => readonly Shelf[];
  readonly shelvesOfLot: (item: string, warehouse: string, lot: string | null) => readonly Shelf[];
  readonly lotNamed: (item: string, no: string) => LotFacts | undefined;
  readonly lotById: (id: string | null) => LotFacts | undefined;
  /** Who holds a lot, the first of several. */
  readonly heldBy: (lot: string | null) => LotHold | undefined;
  readonly serialNamed: (item: string, no: string) => SerialFacts | undefined;
  readonly serialById: (lot: string | null) => SerialFacts | undefined;
};

/** First expired, first out; without an expiry, the older lot id (ids grow with time). */
const fefo = (a: Shelf, b: Shelf): number => {
  const [x, y] = [a.expires ?? '9999-12-31', b.expires ?? '9999-12-31'];
  return x === y ? ((a.lot ?? '') < (b.lot ?? '') ? -1 : 1) : x < y ? -1 : 1;
};

const known = new WeakMap<Facts, LookUp>();

/** The indexes of these facts; the same facts give the same ones. */
export function lookUp(facts: Facts): LookUp {
  const before = known.get(facts);
  if (before) return before;
  const shelves = grouped(facts.shelves, (s) => `${s.item}|${s.warehouse}`);
  for (const list of shelves.values()) list.sort(fefo);
  const byLot = grouped([...shelves.values()].flat(), (s) => `${s.item}|${s.warehouse}|${s.lot ?? ''}`);
  // Named lots stand before those of shelves and know more, so of two the first one counts.
  const lots = facts.lots.toReversed();
  const lotNames = new Map(lots.map((l) => [`${l.item}|${l.no}`, l]));
  const lotIds = new Map(lots.map((l) => [l.id, l]));
  const holds = new Map((facts.holds ?? []).toReversed().map((h) => [h.lot, h]));
  const serialNames = new Map((facts.serials ?? []).map((s) => [`${s.item}|${s.no}`, s]));
  const serialIds = new Map((facts.serials ?? []).map((s) => [s.lot, s]));
  const made: LookUp = {
    shelves: (item, warehouse) => shelves.get(`${item}|${warehouse}`) ?? [],
    shelvesOfLot: (item, warehouse, lot) => byLot.get(`${item}|${warehouse}|${lot ?? ''}`) ?? [],
    lotNamed: (item, no) => lotNames.get(`${item}|${no}`),
    lotById: (id) => (id === null ? undefined : lotIds.get(id)),
    heldBy: (lot) => (lot === null ? undefined : holds.get(lot)),
    serialNamed: (item, no) => serialNames.get(`${item}|${no}`),
    serialById: (lot) => (lot === null ? undefined : serialIds.get(lot)),
  };
  known.set(facts, made);
  return made;
}

export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const list = groups.get(key);
    if (list) list.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
