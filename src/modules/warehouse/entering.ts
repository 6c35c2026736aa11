// Goods that come onto a shelf at a cost that is known: what of it the pools take, lot by lot or piece by piece, and what they cannot. Shared by 其他入库, 完工入库, 组装 and 拆卸.
import { costLedger } from '#costing';
import { type IncomingLots, incomingParts } from '#kernel/checks';
import type { Movement } from '#kernel/decision';
import type { Facts, ItemFacts } from '#kernel/facts';
import { type Fen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Place, storage } from '#kernel/place';
import type { Micro } from '#kernel/quantity';

export type EnteringLine = { readonly no: number; readonly item: string; readonly baseQty: Micro | null; readonly bin: string | null };
export type Entering<L extends EnteringLine> = {
  readonly line: L;
  readonly item: ItemFacts;
  /** What the line costs in all; `entering` of it goes into stock, `difference` is what is left (standard costs, a pool below zero). */
  readonly cost: Fen;
  readonly entering: Fen;
  readonly difference: Fen;
  readonly parts: readonly { readonly lot: string | null; readonly qty: Micro; readonly entering: Fen }[];
};

/** Lines into a warehouse, each at its cost, in order. */
export function entered<L extends EnteringLine>(
  lines: readonly { readonly line: L; readonly cost: Fen }[],
  to: { readonly warehouse: string; readonly lots: IncomingLots; readonly facts: Facts },
): readonly Entering<L>[] {
  const { warehouse, lots, facts } = to;
  const ledger = costLedger(facts);
  return lines.map(({ line, cost }) => {
    const qty = present(line.baseQty, 'base quantity');
    const parts = incomingParts({ no: line.no, qty, cost }, lots).map((part) => ({ ...part, ...ledger.receive({ item: line.item, warehouse, ...part }) }));
    const [entering, difference] = [sumFen(parts, (p) => p.entering), sumFen(parts, (p) => p.difference)];
    return { line, item: present(facts.items[line.item], 'item'), cost, entering, difference, parts };
  });
}

type Route = { readonly from: Place; readonly warehouse: string; readonly department: string | null; readonly against: string; readonly basis?: 'output' };

/** The movements of lines that enter: one for each lot or piece. */
export function movementsInto(rows: readonly Entering<EnteringLine>[], { from, warehouse, department, against, basis }: Route): readonly Movement[] {
  return rows.flatMap(({ line, item, parts }) =>
    parts.map(
      (part): Movement => ({
        line: line.no,
        item: item.id,
        lot: part.lot,
        qty: part.qty,
        cost: part.entering,
        from,
        to: storage(warehouse, line.bin),
        account: item.inventoryAccount,
        taxAttribute: 'none',
        ownership: 'own',
        department,
        against,
        ...(basis ? { basis } : {}),
      }),
    ),
  );
}
