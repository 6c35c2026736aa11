// What a 完工入库单 books: conversion → storage, 借 库存商品 贷 生产成本（该产品） 贷 费用对方科目. Under standard costs the difference goes to 材料成本差异.
import { costLedger } from '#costing';
import { accountOf, differenceAccount, type IncomingLots, incomingParts } from '#kernel/checks';
import { type Movement, posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { addFen, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside, storage } from '#kernel/place';
import type { Costed } from './decide.ts';
import type { HEAD, LINE } from './document.ts';

const WORDS = '完工入库 {number}';

export function postProductionReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, known: { readonly rows: readonly Costed[]; readonly lots: IncomingLots }): Posting {
  const { warehouse, department } = doc.head;
  const [production, ledger] = [accountOf(facts, 'production.cost'), costLedger(facts)];
  const rows = known.rows.map(({ line, consumed, extra }) => {
    const [item, qty, cost] = [present(facts.items[line.item], 'item'), present(line.baseQty, 'base quantity'), addFen(consumed, extra)];
    const parts = incomingParts({ no: line.no, qty, cost }, known.lots).map((part) => ({ ...part, ...ledger.receive({ item: line.item, warehouse, ...part }) }));
    return { line, item, cost, consumed, parts, entering: sumFen(parts, (p) => p.entering), difference: sumFen(parts, (p) => p.difference) };
  });
  const extra = doc.head.extraCost ?? NO_FEN;
  return posting({
    lots: known.lots.fresh,
    movements: rows.flatMap(({ line, item, parts }) =>
      parts.map(
        (part): Movement => ({
          line: line.no,
          item: item.id,
          lot: part.lot,
          qty: part.qty,
          cost: part.entering,
          from: outside('conversion'),
          to: storage(warehouse, line.bin),
          account: item.inventoryAccount,
          taxAttribute: 'none',
          ownership: 'own',
          department,
          against: production,
        }),
      ),
    ),
    journal: journal([
      ...rows.flatMap(({ item, entering, difference }) => [
        debit(item.inventoryAccount, entering, WORDS, { department }),
        debit(differenceAccount(item, facts), difference, `${WORDS} 成本差异`),
      ]),
      ...rows.map(({ item, consumed }) => credit(production, consumed, WORDS, { item: item.id, department })),
      ...(extra === 0n ? [] : [credit(present(facts.records[doc.head.extraAccount ?? ''], 'account').code, extra, `${WORDS} 另加费用`, { department })]),
    ]),
    learnt: Object.fromEntries(rows.map(({ line, cost, consumed }) => [line.no, { cost, consumed }])),
  });
}
