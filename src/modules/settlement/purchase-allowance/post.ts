// What a 采购折让单 books (facts/china.md P8): 借 应付 in red on its own side, 进项税 and 存货 likewise; what was issued of the goods follows (revalue.ts).
import { costLedger } from '#costing';
import { accountOf, differenceAccount } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { fen, negate, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { micro } from '#kernel/quantity';
import { claimOf, pulledFrom } from '../invoice.ts';
import { revalued } from '../revalue.ts';
import { type Allowance, billedLeft } from './complete.ts';

const WORDS = '采购折让 {number}';

export function postAllowance(doc: Allowance, facts: Facts): Posting {
  const { supplier, bill } = doc.head;
  const deducts = facts.org.vat === 'general' && bill !== 'ordinary';
  const costs = costLedger(facts);
  const goods = doc.lines.map((line) => {
    const from = present(pulledFrom(line, facts), 'receipt of an allowance');
    const item = present(facts.items[line.item], 'item');
    const value = fen(-((deducts ? line.net : line.gross) ?? NO_FEN));
    return { line, item, ...revalued({ no: line.no, receipt: from.doc, line: from.line.no, item, qty: micro(billedLeft(from, facts).qty), value }, facts, costs) };
  });
  const gross = sumFen(doc.lines, (l) => l.gross ?? NO_FEN);
  const tax = deducts ? sumFen(doc.lines, (l) => l.tax ?? NO_FEN) : NO_FEN;
  return posting({
    movements: goods.flatMap((g) => g.movements),
    journal: journal([
      ...goods.flatMap((g) => [debit(g.item.inventoryAccount, g.kept, WORDS), debit(differenceAccount(g.item, facts), g.expensed, `${WORDS} 已出库部分`)]),
      debit(accountOf(facts, bill === 'pending' ? 'vat.inputPendingCertify' : 'vat.input'), negate(tax), WORDS),
      credit(accountOf(facts, 'ap.billed'), negate(gross), WORDS, { party: supplier }),
    ]),
    openItems: [{ side: 'payable', party: supplier, amount: negate(gross), due: null }],
    claims: doc.head.number === null ? [] : [claimOf('in', doc.head)],
    learnt: Object.fromEntries(goods.map((g) => [g.line.no, { kept: g.kept }])),
  });
}
