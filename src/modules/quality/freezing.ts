// What freezing and thawing lots books: storage → 冻结 and back, in every warehouse, and the hold that keeps the lot from leaving. Pure.
// Shared by 批次冻结单, 批次解冻单 and 检验单. No voucher: the goods stay ours at the same cost.
import { costLedger } from '#costing';
import type { DomainEvent, Hold, Movement, Posting } from '#kernel/decision';
import { formatQty } from '#kernel/decimal';
import type { Facts, LotFacts, Shelf } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import { present } from '#kernel/must';
import { frozen, type Place, storage } from '#kernel/place';
import { micro, type Micro, sumMicro } from '#kernel/quantity';
import type { Complaint, RefusalTable } from '#kernel/refusal';

export const LOT_REFUSALS = {
  'lot-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有批次 {lot}，请核对批号' },
  'lot-not-tracked': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有启用批次管理，不能按批次冻结；请改用报损单，或先启用批次管理' },
  'lot-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”批次 {lot} 在本单中重复，请删去一行' },
} as const satisfies RefusalTable;

/** A line that is about one lot of an item. */
export type LotLine = { readonly no: number; readonly item: string; readonly lot: string };
export type KnownLot = { readonly line: number; readonly lot: LotFacts };

/** The lots that lines name, and what is wrong with the names. */
export function lotsOf(lines: readonly LotLine[], facts: Facts): { readonly known: readonly KnownLot[]; readonly complaints: readonly Complaint[] } {
  const { lotNamed } = lookUp(facts);
  const known: KnownLot[] = [];
  const complaints: Complaint[] = [];
  for (const line of lines) {
    const item = facts.items[line.item];
    const lot = lotNamed(line.item, line.lot);
    const at = { path: `lines[${line.no - 1}].lot`, with: { line: String(line.no), item: item?.name ?? '', lot: line.lot } };
    if (!item?.tracksLots) complaints.push({ refused: 'lot-not-tracked', ...at });
    else if (!lot) complaints.push({ refused: 'lot-unknown', ...at });
    else if (known.some((k) => k.lot.id === lot.id)) complaints.push({ refused: 'lot-twice', ...at });
    else known.push({ line: line.no, lot });
  }
  return { known, complaints };
}

/** What of a lot moves between storage and 冻结, as outsiders read it. Quantities are decimal text in base units. */
export type MovedLot = { readonly item: string; readonly lot: string; readonly no: string; readonly warehouse: string; readonly qty: string };
export const lotEvent = (name: 'lot-frozen/1' | 'lot-thawed/1' | 'lot-held/1', lots: readonly MovedLot[], why: Readonly<Record<string, string>>): DomainEvent => ({
  name,
  payload: { ...why, items: [...new Set(lots.map((l) => l.item))], lots },
});

type Moved = Pick<Posting, 'movements' | 'holds' | 'learnt'> & { readonly lots: readonly MovedLot[] };

/** Holds the lots and takes what stands in storage, wherever it is, into 冻结. A lot held already is from now on held by this document. */
export function freezeLots(lots: readonly KnownLot[], reason: string, facts: Facts): Moved {
  const holds = lots.flatMap(({ lot }): Hold[] => [
    { item: lot.item, lot: lot.id, on: false, doc: null },
    { item: lot.item, lot: lot.id, on: true, reason },
  ]);
  return { ...moveLots(lots, 'onHand', facts), holds };
}

/** Lets the lots go and brings what is frozen of them back to storage. */
export function thawLots(lots: readonly KnownLot[], facts: Facts): Moved {
  const holds = lots.map(({ lot }): Hold => ({ item: lot.item, lot: lot.id, on: false, doc: null }));
  return { ...moveLots(lots, 'onHold', facts), holds };
}

function moveLots(lots: readonly KnownLot[], from: 'onHand' | 'onHold', facts: Facts): Omit<Moved, 'holds'> {
  const costs = costLedger(facts);
  const rows = lots.flatMap(({ line, lot }) => shelvesOf(lot, from, facts).map((shelf) => ({ line, lot, shelf, qty: shelf[from] })));
  const movements = rows.map(({ line, lot, shelf, qty }): Movement => {
    const { cost } = costs.issue({ item: lot.item, warehouse: shelf.warehouse, parts: [{ lot: lot.id, qty }] });
    const [out, back] = [storage, frozen].map((place): Place => place(shelf.warehouse, shelf.bin)) as [Place, Place];
    return {
      line,
      item: lot.item,
      lot: lot.id,
      qty,
      cost,
      from: from === 'onHand' ? out : back,
      to: from === 'onHand' ? back : out,
      account: present(facts.items[lot.item], 'item').inventoryAccount,
      taxAttribute: 'none',
      ownership: 'own',
    };
  });
  const learnt = Object.fromEntries(
    lots.map(({ line }) => {
      const own = rows.filter((r) => r.line === line);
      return [line, { qty: sumMicro(own, (r) => r.qty), where: whereText(own, facts) }];
    }),
  );
  return {
    movements,
    learnt,
    lots: rows.map(({ lot, shelf, qty }) => ({ item: lot.item, lot: lot.id, no: lot.no, warehouse: shelf.warehouse, qty: formatQty(qty) })),
  };
}

/** Shelves of a lot in every warehouse that have something in the place. */
const shelvesOf = (lot: LotFacts, from: 'onHand' | 'onHold', facts: Facts): readonly Shelf[] =>
  Object.keys(facts.warehouses)
    .toSorted()
    .flatMap((warehouse) => lookUp(facts).shelvesOfLot(lot.item, warehouse, lot.id))
    .filter((s) => s[from] > 0n);

/** What is frozen of the lots now: what was on the shelf and what had been set aside before. A lot of which there is nothing is named all the same. */
export const frozenNow = (lots: readonly KnownLot[], facts: Facts): readonly MovedLot[] =>
  lots.flatMap(({ lot }): MovedLot[] => {
    const said = { item: lot.item, lot: lot.id, no: lot.no };
    const there = Object.keys(facts.warehouses)
      .toSorted()
      .map((warehouse) => ({ warehouse, qty: sumMicro(lookUp(facts).shelvesOfLot(lot.item, warehouse, lot.id), (s) => micro(s.onHand + s.onHold)) }))
      .filter(({ qty }) => qty > 0n);
    return there.length === 0 ? [{ ...said, warehouse: '', qty: '0' }] : there.map(({ warehouse, qty }) => ({ ...said, warehouse, qty: formatQty(qty) }));
  });

const WHERE_MAX = 200;
/** “总仓 12、一号店 3”. */
const whereText = (rows: readonly { readonly shelf: Shelf; readonly qty: Micro }[], facts: Facts): string =>
  rows
    .map(({ shelf, qty }) => `${facts.warehouses[shelf.warehouse]?.name ?? ''} ${formatQty(qty)}`)
    .join('、')
    .slice(0, WHERE_MAX);
