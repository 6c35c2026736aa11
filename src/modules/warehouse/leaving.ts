// Goods that leave a shelf for another place: which lots, at what cost. Shared by 调拨, 其他出库 and 报损.
import type { Movement } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { type Fen, splitFen } from '#kernel/money';
import { present } from '#kernel/must';
import { pick, type Pick } from '#kernel/picking';
import { type Place, storage } from '#kernel/place';
import { type Micro, NO_QTY } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';

export type LeavingLine = { readonly no: number; readonly item: string; readonly lot: string | null; readonly baseQty: Micro | null };
export type Leaving<L extends LeavingLine> = { readonly line: L; readonly picks: readonly Pick[]; readonly cost: Fen };

/** Picks every line from a warehouse: the named lot, else the first to expire. Expired goods may be moved and written off, but not given away. */
export function leave<L extends LeavingLine>(
  lines: readonly L[],
  from: { readonly warehouse: string; readonly expired: 'refuse' | 'allow' },
  facts: Facts,
): { readonly picked: readonly Pick[]; readonly complaints: readonly Complaint[] } {
  const wanted = lines.map((l) => ({ no: l.no, item: l.item, warehouse: from.warehouse, qty: l.baseQty ?? NO_QTY, lotNo: l.lot, reserved: NO_QTY }));
  const { picks, complaints } = pick(wanted, facts, from.expired);
  return { picked: picks, complaints };
}

/** Values every line once; its picks share the cost by quantity, so they add up. */
export function valued<L extends LeavingLine>(lines: readonly L[], picked: readonly Pick[], issue: (item: string, qty: Micro) => Fen): readonly Leaving<L>[] {
  const byLine = new Map<number, Pick[]>();
  for (const p of picked) byLine.set(p.line, [...(byLine.get(p.line) ?? []), p]);
  return lines.map((line) => ({ line, picks: byLine.get(line.no) ?? [], cost: issue(line.item, present(line.baseQty, 'base quantity')) }));
}

export type Route = { readonly warehouse: string; readonly to: Place; readonly facts: Facts; readonly taxAttribute: Movement['taxAttribute']; readonly department?: string | null };

/** The movements of lines that leave: one for each pick. */
export function movementsOf(leaving: readonly Leaving<LeavingLine>[], route: Route): readonly Movement[] {
  return leaving.flatMap(({ line, picks, cost }) => {
    const parts = splitFen(
      cost,
      picks.map((p) => p.qty),
    );
    return picks.map(
      (p, i): Movement => ({
        line: line.no,
        item: p.item,
        lot: p.lot,
        qty: p.qty,
        cost: present(parts[i], 'part of the cost'),
        from: storage(route.warehouse, p.bin),
        to: route.to,
        account: present(route.facts.items[p.item], 'item').inventoryAccount,
        taxAttribute: route.taxAttribute,
        ownership: 'own',
        department: route.department ?? null,
      }),
    );
  });
}
