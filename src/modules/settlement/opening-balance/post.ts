// What a 期初往来单 books: 借 应收、预付 贷 应付、预收, each per party, against 实收资本, where 期初入库 stands too; one open item a line, of its own day and number.
import { accountOf } from '#kernel/checks';
import { type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { type Fen, negate, sumFen } from '#kernel/money';
import { type Opening, type OpeningLine, paperOf, sideOf } from './paper.ts';

const SUMMARY = '期初往来 {number}';

export function postOpeningBalance(doc: Opening, facts: Facts): Posting {
  const sum = (debits: boolean): Fen =>
    sumFen(
      doc.lines.filter((l) => sideOf(l).debits === debits),
      (l) => l.amount,
    );
  const equity = accountOf(facts, 'capital');
  return posting({
    journal: journal([
      ...doc.lines.map((l) => (sideOf(l).debits ? debit : credit)(accountOf(facts, sideOf(l).role), l.amount, SUMMARY, { party: l.party })),
      debit(equity, sum(false), SUMMARY),
      credit(equity, sum(true), SUMMARY),
    ]),
    openItems: doc.lines.map((line) => itemOf(line, facts)),
    claims: doc.lines.flatMap((line) => {
      const paper = paperOf(line, facts);
      return paper === null ? [] : [`opening-balance:${paper}`];
    }),
  });
}

const itemOf = (line: OpeningLine, facts: Facts): OpenItem => {
  const side = sideOf(line);
  return {
    side: side.side,
    party: line.party,
    amount: side.advance ? negate(line.amount) : line.amount,
    due: line.due,
    account: accountOf(facts, side.role),
    day: line.origin,
    number: line.number,
  };
};
