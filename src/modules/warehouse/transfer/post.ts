// What a 调拨单 books: storage → transit at the destination (storage when direct). The pool stays as it is: the goods remain ours at the same cost.
// No voucher and no revenue (facts/china.md I4): the warehouse is an auxiliary of the inventory account, which hangs on the item's category
// and so is the same at both ends. 移送他用机构视同销售 is not in 增值税法 §5.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import type { Pick } from '#kernel/picking';
import { storage, transit } from '#kernel/place';
import { micro } from '#kernel/quantity';
import { movementsOf, valued } from '../leaving.ts';
import type { HEAD, LINE } from './document.ts';

export function postTransfer(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, picked: readonly Pick[]): Posting {
  const { from, to, direct } = doc.head;
  // Lines share the pool in order, so a transfer of everything moves exactly the pool's value.
  const leaving = valued(doc.lines, picked, { warehouse: from, facts });
  return posting({
    movements: movementsOf(leaving, { warehouse: from, to: direct ? storage(to) : transit(to), facts, taxAttribute: 'none' }),
    learnt: Object.fromEntries(leaving.map(({ line, picks, cost }) => [line.no, { cost, picks: line.serials === null ? byLot(picks, facts) : [] }])),
  });
}

/** Transit knows no bins, so picks of one lot become one. Pieces are named by the line itself. */
function byLot(picks: readonly Pick[], facts: Facts): readonly { lot: string | null; lotNo: string | null; qty: ReturnType<typeof micro> }[] {
  const { lotById } = lookUp(facts);
  const sums = new Map<string | null, bigint>();
  for (const p of picks) sums.set(p.lot, (sums.get(p.lot) ?? 0n) + p.qty);
  return [...sums].map(([lot, qty]) => ({ lot, lotNo: lotById(lot)?.no ?? null, qty: micro(qty) }));
}
