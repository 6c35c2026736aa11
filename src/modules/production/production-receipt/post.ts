// What a 完工入库单 books: conversion → storage, 借 库存商品 贷 生产成本（该产品） 贷 费用对方科目. Under standard costs the difference goes to 材料成本差异.
import { accountOf, differenceAccount, type IncomingLots } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { addFen, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { outside } from '#kernel/place';
import { entered, movementsInto } from '#warehouse';
import type { Costed } from './decide.ts';
import type { HEAD, LINE } from './document.ts';

const WORDS = '完工入库 {number}';

export function postProductionReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts, known: { readonly rows: readonly Costed[]; readonly lots: IncomingLots }): Posting {
  const { warehouse, department } = doc.head;
  const production = accountOf(facts, 'production.cost');
  const rows = entered(
    known.rows.map(({ line, consumed, extra }) => ({ line, cost: addFen(consumed, extra) })),
    { warehouse, lots: known.lots, facts },
  );
  const extra = doc.head.extraCost ?? NO_FEN;
  return posting({
    lots: known.lots.fresh,
    movements: movementsInto(rows, { from: outside('conversion'), warehouse, department, against: production }),
    journal: journal([
      ...rows.flatMap(({ item, entering, difference }) => [
        debit(item.inventoryAccount, entering, WORDS, { department }),
        debit(differenceAccount(item, facts), difference, `${WORDS} 成本差异`),
      ]),
      ...known.rows.map(({ line, consumed }) => credit(production, consumed, WORDS, { item: line.item, department })),
      ...(extra === 0n ? [] : [credit(present(facts.records[doc.head.extraAccount ?? ''], 'account').code, extra, `${WORDS} 另加费用`, { department })]),
    ]),
    learnt: Object.fromEntries(known.rows.map(({ line, consumed, extra }) => [line.no, { cost: addFen(consumed, extra), consumed }])),
  });
}
