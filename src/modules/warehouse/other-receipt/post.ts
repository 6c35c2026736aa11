// What a 其他入库单 books: gain → storage, 借 存货 贷 原因科目（缺省营业外收入）. Opening stock (期初) stands against 实收资本 by its reason.
// Filling a pool below zero to exactly nothing leaves no value behind; the difference is 成本差异 (主营业务成本).
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { accountOf, type IncomingLots } from '#kernel/checks';
import { type Fen, fen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import { reasonOf } from '../reasons.ts';
import { runningPools } from '../running-pools.ts';
import type { HEAD, LINE } from './document.ts';

export type Incoming = { readonly costs: Readonly<Record<number, Fen>>; readonly lots: IncomingLots };

export function postOtherReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, { costs, lots }: Incoming): Posting {
  const { warehouse, reason, department } = doc.head;
  const pools = runningPools(facts);
  const opposite = reasonOf(reason, facts)?.account ?? accountOf(facts, 'gain.nonOperating');
  const words = `其他入库 {number} ${facts.records[reason]?.name ?? ''}`;
  const rows = doc.lines.map((line) => {
    const [item, qty, cost] = [present(facts.items[line.item], 'item'), present(line.baseQty, 'base quantity'), present(costs[line.no], 'cost')];
    return { line, item, qty, cost, entering: pools.receiveAt(line.item, qty, cost) };
  });
  return posting({
    lots: lots.fresh,
    movements: rows.map(({ line, item, qty, entering }) => ({
      line: line.no,
      item: item.id,
      lot: lots.byLine[line.no] ?? null,
      qty,
      cost: entering,
      from: outside('gain'),
      to: storage(warehouse, line.bin),
      account: item.inventoryAccount,
      taxAttribute: 'none',
      ownership: 'own',
      department,
    })),
    journal: journal(
      rows.flatMap(({ item, cost, entering }) => [
        debit(item.inventoryAccount, entering, words),
        debit(accountOf(facts, 'cogs.main'), fen(cost - entering), `${words} 成本差异`),
        credit(opposite, cost, words, { department }),
      ]),
    ),
    learnt: Object.fromEntries(rows.map(({ line, cost }) => [line.no, { cost }])),
  });
}
