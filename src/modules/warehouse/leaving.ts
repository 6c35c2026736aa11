// Goods that leave a shelf for another place: which lots, at what cost. Shared by 调拨, 其他出库, 报损, 领料, 组装 and 拆卸, and goods of and for others (委托、受托代销).
import { costLedger } from '#costing';
import type { Movement } from '#kernel/decision';
import type { Facts, Shelf } from '#kernel/facts';
import type { Fen } from '#kernel/money';
import { binsElsewhere } from '#kernel/checks';
import { present } from '#kernel/must';
import { pick, type Pick } from '#kernel/picking';
import type { Place } from '#kernel/place';
import { type Micro, NO_QTY, sumMicro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { readSerials } from '#kernel/serials';

export type LeavingLine = {
  readonly no: number;
  readonly item: string;
  readonly lot: string | null;
  readonly baseQty: Micro | null;
  readonly serials?: string | null;
  readonly bin?: string | null;
};
export type Leaving<L extends LeavingLine> = {
  readonly line: L;
  readonly picks: readonly Pick[];
  readonly cost: Fen /** The cost of each pick; Σ = cost. */;
  readonly parts: readonly Fen[];
};

/** Picks every line from a warehouse: the named pieces, the named lot, else the first to expire; from the named bin, else from any. Expired goods may be moved and written off, but not given away. */
export function leave<L extends LeavingLine>(
  lines: readonly L[],
  from: { readonly warehouse: string; readonly expired: 'refuse' | 'allow' /** Held lots may leave when they are named. */; readonly held?: 'named' },
  facts: Facts,
): { readonly picked: readonly Pick[]; readonly complaints: readonly Complaint[] } {
  const { warehouse } = from;
  const serials = readSerials(lines, facts);
  const early = [...serials.complaints, ...binsElsewhere(lines, warehouse, facts)];
  if (early.length > 0) return { picked: [], complaints: early };
  const wanted = lines.map((l) => ({
    no: l.no,
    item: l.item,
    warehouse,
    qty: l.baseQty ?? NO_QTY,
    lotNo: l.lot,
    reserved: NO_QTY,
    bin: l.bin ?? null,
    held: from.held === 'named' && l.lot !== null,
    serials: serials.byLine[l.no] ?? null,
  }));
  const { picks, complaints } = pick(wanted, facts, from.expired);
  return { picked: picks, complaints };
}

/** Values every line by the item's cost method, in order; the costs of its picks add up to the line. */
export function valued<L extends LeavingLine>(lines: readonly L[], picked: readonly Pick[], from: { readonly warehouse: string; readonly facts: Facts }): readonly Leaving<L>[] {
  const costs = costLedger(from.facts);
  const byLine = new Map<number, Pick[]>();
  for (const p of picked) {
    const own = byLine.get(p.line);
    if (own) own.push(p);
    else byLine.set(p.line, [p]);
  }
  return lines.map((line) => {
    const picks = byLine.get(line.no) ?? [];
    return { line, picks, ...costs.issue({ item: line.item, warehouse: from.warehouse, parts: picks }) };
  });
}

/** The facts as if what is frozen stood on the shelf: for documents that take goods out of 冻结. */
export const fromFrozen = (facts: Facts): Facts => ({
  ...facts,
  holds: [],
  serials: facts.serials.map((s) => ({ ...s, at: s.at.map((a) => ({ ...a, onHand: a.onHold, onHold: NO_QTY })) })),
  shelves: facts.shelves.map((s) => ({ ...s, onHand: s.onHold, onHold: NO_QTY, allocated: NO_QTY, pieces: frozenPieces(s, facts) })),
});

/** Of an item with serial numbers only the named pieces are known; those that are frozen here. */
const frozenPieces = (shelf: Shelf, facts: Facts): Micro =>
  shelf.lot === null
    ? sumMicro(
        facts.serials.flatMap((s) => (s.item === shelf.item ? s.at.filter((a) => a.warehouse === shelf.warehouse) : [])),
        (a) => a.onHold,
      )
    : NO_QTY;

export type Route = {
  readonly warehouse: string;
  /** Where in the warehouse the goods stand; storage unless said. */
  readonly place?: 'storage' | 'frozen';
  readonly to: Place;
  readonly facts: Facts;
  readonly taxAttribute: Movement['taxAttribute'];
  /** Ours unless said. */
  readonly ownership?: Movement['ownership'];
  readonly department?: string | null;
  readonly against?: string;
};

/** The movements of lines that leave: one for each pick. */
export function movementsOf(leaving: readonly Leaving<LeavingLine>[], route: Route): readonly Movement[] {
  return leaving.flatMap(({ line, picks, parts }) =>
    picks.map(
      (p, i): Movement => ({
        line: line.no,
        item: p.item,
        lot: p.lot,
        qty: p.qty,
        cost: present(parts[i], 'part of the cost'),
        from: { kind: route.place ?? 'storage', warehouse: route.warehouse, bin: p.bin },
        to: route.to,
        account: present(route.facts.items[p.item], 'item').inventoryAccount,
        taxAttribute: route.taxAttribute,
        ownership: route.ownership ?? 'own',
        department: route.department ?? null,
        against: route.against ?? null,
      }),
    ),
  );
}
