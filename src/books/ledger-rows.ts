// The rows of the stock ledger that a posting writes: one for each inside place a movement touches, signed, with where their cost comes from. Pure.
import type { Portion } from '#costing';
import type { Movement, Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { must } from '#kernel/must';
import { isInside, type Place } from '#kernel/place';
import { groupOf, type Handed, handedKey, isInternal } from './pools.ts';

/** All rows of a document. A line's layers stand on its first row. */
export function ledgerRows(doc: Doc, posting: Posting, { facts, handed }: { readonly facts: Facts; readonly handed: Handed }): readonly Record<string, unknown>[] {
  const sourceOrder = doc.lines.find((l) => l.source)?.source?.doc ?? null;
  const sourceByLine = new Map(doc.lines.map((l) => [l.no, l.source?.doc ?? sourceOrder]));
  const told = new Set<string>();
  return posting.movements.flatMap((m) => {
    const key = handedKey(m);
    const portions = told.has(key) ? null : (handed.get(key) ?? null);
    told.add(key);
    return rowsOfMovement(m, { doc: doc.id, sourceOrder: sourceByLine.get(m.line) ?? null, portions }, facts);
  });
}

/** Where a row comes from; `portions`: the layers its goods bring from another pool. */
type RowOf = { readonly doc: string; readonly sourceOrder: string | null; readonly portions: readonly Portion[] | null };

/** The signed ledger rows of a movement: one for each inside place it touches. */
function rowsOfMovement(m: Movement, from: RowOf, facts: Facts): Record<string, unknown>[] {
  const internal = isInternal(m, facts);
  const { sourceOrder } = from;
  // What arrives from another pool follows the line it left that one on, which is its own.
  const ofOn = (sign: bigint) => m.of ?? (m.basis === undefined && defaultBasis(m, sign) === 'origin' ? { doc: from.doc, line: m.line } : null);
  const side = (place: Place, other: Place, sign: bigint) =>
    isInside(place)
      ? [
          {
            line: m.line,
            item: m.item,
            lot: m.lot,
            warehouse: place.warehouse,
            bin: place.bin,
            place: place.kind,
            counter: other.kind,
            counterWarehouse: isInside(other) ? other.warehouse : null,
            qty: String(sign * m.qty),
            cost: String(sign * m.cost),
            costCenter: m.costCenter ?? null,
            department: m.department ?? null,
            project: m.project ?? null,
            sourceOrder,
            account: m.account,
            taxAttribute: m.taxAttribute,
            ownership: facts.items[m.item]?.consignor ? 'consigned-in' : m.ownership,
            costGroup: groupOf(place, facts) ?? null,
            basis: m.basis ?? defaultBasis(m, sign),
            ofDoc: ofOn(sign)?.doc ?? null,
            ofLine: ofOn(sign)?.line ?? null,
            atOrigin: m.atOrigin ?? false,
            against: m.against ?? null,
            internal,
            ...(sign > 0n && from.portions ? { layers: stored(from.portions) } : {}),
          },
        ]
      : [];
  const rows = [...side(m.from, m.to, -1n), ...side(m.to, m.from, 1n)];
  must(rows.length > 0, 'a movement must touch a place inside the house');
  return rows;
}

/** Layers that change hands, as they are stored: [quantity, value]. */
export const stored = (portions: readonly Portion[]): readonly (readonly string[])[] => portions.map((p) => [String(p.qty), String(p.value)]);

/** What comes from outside costs what its document says; what goes out costs what the pool says; what arrives from another pool costs what it left that one at. */
const defaultBasis = (m: Movement, sign: bigint): 'given' | 'pool' | 'origin' => (m.qty === 0n ? 'given' : sign < 0n ? 'pool' : isInside(m.from) ? 'origin' : 'given');
