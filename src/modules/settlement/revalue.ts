// A change of what received goods are worth: a dearer or cheaper bill, an allowance, a share of freight. Pure.
// In an open month it is put right where the receipt stands, and what was issued of it follows by 出库成本调整单. What belongs to a closed
// month is not touched any more: the share still on hand is kept in stock, the share gone is 成本差异. 全月一次: it is part of what the month took in, whose average is
// reckoned when the month is closed.
import { type CostLedger, keyFor } from '#costing';
import { periodOf } from '#kernel/day';
import type { Movement } from '#kernel/decision';
import type { Facts, ItemFacts, MovedLot, SourceDoc } from '#kernel/facts';
import { type Fen, fen, NO_FEN, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';

/** Methods whose history is recomputed as soon as more is known. */
export const replays = (item: ItemFacts): boolean => item.costMethod !== 'standard' && item.costMethod !== 'monthly-average';

/** Is a line of this receipt put right where it stands, or is its month final? */
export const isOpen = (receipt: Pick<SourceDoc, 'day'>, item: ItemFacts, facts: Facts): boolean => replays(item) && periodOf(receipt.day) > (facts.closedThrough ?? 0);

export type Change = { readonly no: number; readonly receipt: SourceDoc; readonly line: number; readonly item: ItemFacts; readonly qty: Micro; readonly value: Fen };
export type Changed = { readonly kept: Fen; readonly expensed: Fen; readonly movements: readonly Movement[] };

/** What `value` more (or less) for `qty` of a receipt line does to stock. kept + expensed = value. */
export function revalued(change: Change, facts: Facts, costs: CostLedger): Changed {
  const { receipt, item, value } = change;
  if (value === 0n) return { kept: NO_FEN, expensed: NO_FEN, movements: [] };
  const warehouse = present(receipt.head['warehouse'] as string | null, 'warehouse of the receipt');
  const of = { doc: receipt.id, line: change.line };
  const open = isOpen(receipt, item, facts);
  const parts = partsOf(change).map((part) => {
    if (open) return { ...part, kept: part.value, expensed: NO_FEN };
    return { ...part, ...costs.revalue({ item: item.id, warehouse, lot: part.lot, qty: wholly(part, change, facts), of }, part.value) };
  });
  return {
    kept: sumFen(parts, (p) => p.kept),
    expensed: sumFen(parts, (p) => p.expensed),
    movements: parts
      .filter((p) => p.kept !== 0n)
      .map((p) => ({
        line: change.no,
        item: item.id,
        lot: p.lot,
        qty: NO_QTY,
        cost: p.kept,
        from: outside('supplier'),
        to: storage(warehouse),
        account: item.inventoryAccount,
        taxAttribute: 'taxable',
        ownership: 'own',
        of,
        atOrigin: open,
      })),
  };
}

/** The quantity that bears the change. 全月一次 in an open month: whatever is there bears all of it; only an empty pool cannot. */
function wholly(part: { readonly lot: string | null; readonly qty: Micro }, { receipt, item }: Change, facts: Facts): Micro {
  if (item.costMethod !== 'monthly-average' || periodOf(receipt.day) <= (facts.closedThrough ?? 0)) return part.qty;
  const warehouse = present(receipt.head['warehouse'] as string | null, 'warehouse of the receipt');
  const there = facts.pools[keyFor(facts, { item: item.id, warehouse, lot: part.lot })]?.qty ?? NO_QTY;
  return there > 0n && there < part.qty ? there : part.qty;
}

/** Under 个别计价 every lot has its own cost, so a line that brought several shares the change among them by quantity. */
function partsOf({ receipt, line, item, qty, value }: Change): readonly { readonly lot: string | null; readonly qty: Micro; readonly value: Fen }[] {
  const lots: readonly MovedLot[] = receipt.movedLots[line] ?? [];
  if (item.costMethod !== 'individual' || lots.length < 2) return [{ lot: receipt.moved[line]?.lot ?? null, qty, value }];
  const values = splitFen(
    value,
    lots.map((l) => l.qty),
  );
  const quantities = splitFen(
    fen(qty),
    lots.map((l) => l.qty),
  );
  return lots.map((l, i) => ({ lot: l.lot, qty: micro(quantities[i] ?? 0n), value: values[i] ?? NO_FEN }));
}
