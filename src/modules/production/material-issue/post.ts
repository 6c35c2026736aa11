// What a 生产领料单 books (facts/china.md, 生产成本): storage → usage at the item's own cost, 借 生产成本（按产品辅助核算） 贷 原材料/库存商品.
import { accountOf } from '#kernel/checks';
import { posting, type Posting, type Reserve } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside } from '#kernel/place';
import { type Micro, micro } from '#kernel/quantity';
import { movementsOf, valued } from '#warehouse';
import type { HEAD, LINE } from './document.ts';

type Known = { readonly picks: readonly Pick[]; readonly reserved: Readonly<Record<number, Micro>> };
const WORDS = '生产领料 {number}';

export function postMaterialIssue(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, { picks, reserved }: Known): Posting {
  const { warehouse, department } = doc.head;
  const account = accountOf(facts, 'production.cost');
  const leaving = valued(doc.lines, picks, { warehouse, facts });
  return posting({
    movements: movementsOf(leaving, { warehouse, to: outside('usage'), facts, taxAttribute: 'none', department, against: account }),
    journal: journal(
      leaving.flatMap(({ line, cost }) => [
        debit(account, cost, WORDS, { item: line.product, department }),
        credit(present(facts.items[line.item], 'item').inventoryAccount, cost, WORDS, { department }),
      ]),
    ),
    reserves: doc.lines.flatMap((line): Reserve[] => {
      const qty = reserved[line.no] ?? 0n;
      return line.source && qty > 0n ? [{ line: line.source.line, doc: line.source.doc, item: line.item, warehouse, qty: micro(-qty) }] : [];
    }),
    learnt: Object.fromEntries(leaving.map(({ line, cost }) => [line.no, { cost, fromReserve: reserved[line.no] ?? micro(0n) }])),
  });
}
