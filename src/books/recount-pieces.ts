// Pieces with serial numbers and the counts after a late document: a piece that only a later 盘点单 found, or only it missed, is taken as it stood before that count,
// for the count's difference follows the document. Open months only.
import type { Day } from '#kernel/day';
import type { Facts, PieceAt, SerialFacts, Shelf } from '#kernel/facts';
import type { Tx } from '#kernel/ports';
import { micro, NO_QTY } from '#kernel/quantity';
import { PIECE } from '#kernel/serials';

/** A piece as it stood before the count: nowhere (the count found it), or where the count missed it. */
export type PieceThen = { readonly lot: string; readonly warehouse: string; readonly warehouseName: string; readonly bin: string | null; readonly missed: boolean };

/** Named pieces whose only movements after the day are one posted count's. One round trip, and none where no count is later. */
export async function piecesBefore(tx: Tx, facts: Facts, day: Day): Promise<readonly PieceThen[]> {
  const lots = facts.serials.map((s) => s.lot);
  if (lots.length === 0 || (facts.lastCount ?? '') <= day) return [];
  return tx.query<PieceThen>(
    `select s.lot_id as lot, min(s.warehouse_id::text) as warehouse, min(w.name) as "warehouseName", min(s.bin_id::text) as bin, sum(s.qty) < 0 as missed
      from books.stock_line s join books.document d on d.org_id = s.org_id and d.id = case when s.basis = 'counted' then s.of_doc else s.doc_id end
      join books.record w on w.org_id = s.org_id and w.id = s.warehouse_id
      where s.org_id = books.org() and s.lot_id = any ($1::uuid[]) and s.day > $2::date and s.qty <> 0
      group by 1 having count(distinct d.id) = 1 and sum(s.qty) <> 0
        and bool_and(d.type = 'stock-count' and d.state = 'posted' and d.reverses is null and d.period > $3::int and s.place = 'storage')`,
    [lots, day, facts.closedThrough ?? 0],
  );
}

/** The facts with these pieces where they stood before the count. */
export function withPieces(facts: Facts, pieces: readonly PieceThen[]): Facts {
  if (pieces.length === 0) return facts;
  const then = new Map(pieces.map((p) => [p.lot, p]));
  const serials = facts.serials.map((s): SerialFacts => {
    const p = then.get(s.lot);
    return p ? { ...s, at: p.missed ? [placeOf(p)] : [] } : s;
  });
  const others: readonly Shelf[] = facts.shelves.filter((s) => s.lot === null || !then.has(s.lot));
  const itemOf = new Map(facts.serials.map((s) => [s.lot, s.item]));
  const shelves = pieces.reduce<readonly Shelf[]>((list, p) => moved(list, p, itemOf.get(p.lot) ?? ''), others);
  return { ...facts, serials, shelves };
}

const placeOf = (p: PieceThen): PieceAt => ({ warehouse: p.warehouse, warehouseName: p.warehouseName, bin: p.bin, onHand: PIECE, onHold: NO_QTY, inTransit: NO_QTY });

/** A piece more on its shelf, and among the pieces of its warehouse; or one less. */
function moved(shelves: readonly Shelf[], p: PieceThen, item: string): readonly Shelf[] {
  const empty: Shelf = { item, warehouse: p.warehouse, lot: null, bin: null, onHand: NO_QTY, onHold: NO_QTY, inTransit: NO_QTY, allocated: NO_QTY, expires: null, pieces: NO_QTY };
  const guards = (s: Shelf): boolean => s.item === item && s.warehouse === p.warehouse && s.lot === null && s.bin === null;
  const guard = shelves.find(guards) ?? empty;
  const by = p.missed ? PIECE : -PIECE;
  return [...shelves.filter((s) => !guards(s)), { ...guard, pieces: micro((guard.pieces ?? 0n) + by) }, ...(p.missed ? [{ ...empty, lot: p.lot, bin: p.bin, onHand: PIECE }] : [])];
}
