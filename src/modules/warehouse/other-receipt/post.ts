// What a 其他入库单 books: gain → storage, 借 存货 贷 原因科目（缺省营业外收入）. Opening stock (期初) stands against 实收资本 by its reason.
// Filling a pool below zero to exactly nothing leaves no value behind; the difference is 成本差异 (主营业务成本).
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, differenceAccount, type IncomingLots } from '#kernel/checks';
import type { Fen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside } from '#kernel/place';
import { entered, movementsInto } from '../entering.ts';
import { reasonOf } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';

export type Incoming = { readonly costs: Readonly<Record<number, Fen>>; readonly lots: IncomingLots };

export function postOtherReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, { costs, lots }: Incoming): Posting {
  const { warehouse, reason, department } = doc.head;
  const opposite = reasonOf(reason, facts)?.account ?? accountOf(facts, 'gain.nonOperating');
  const words = `其他入库 {number} ${facts.records[reason]?.name ?? ''}`;
  const rows = entered(
    doc.lines.map((line) => ({ line, cost: present(costs[line.no], 'cost') })),
    { warehouse, lots, facts },
  );
  return posting({
    lots: lots.fresh,
    movements: movementsInto(rows, { from: outside('gain'), warehouse, department, against: opposite }),
    journal: journal(
      rows.flatMap(({ item, cost, entering, difference }) => [
        debit(item.inventoryAccount, entering, words),
        debit(differenceAccount(item, facts), difference, `${words} 成本差异`),
        credit(opposite, cost, words, { department }),
      ]),
    ),
    learnt: Object.fromEntries(rows.map(({ line, cost }) => [line.no, { cost }])),
  });
}
