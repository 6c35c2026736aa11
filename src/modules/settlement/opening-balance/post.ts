// What a 期初往来单 books: 借 应收、预付 贷 应付、预收, each per party, against 实收资本, where 期初入库 stands too; one open item a line, of its own day and number.
import { accountOf } from '#kernel/checks';
import { type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { type Fen, negate, sumFen } from '#kernel/money';
import { type Opening, type OpeningLine, paperOf } from './decide.ts';

const SUMMARY = '期初往来 {number}';

/** Where each side stands in the ledger, and how it runs as an open item: advances run the other way. */
const WAYS = {
  receivable: { role: 'ar.billed', side: 'receivable', debits: true, advance: false },
  payable: { role: 'ap.billed', side: 'payable', debits: false, advance: false },
  advance: { role: 'ar.advance', side: 'receivable', debits: false, advance: true },
  prepaid: { role: 'ap.prepaid', side: 'payable', debits: true, advance: true },
} as const;
const wayOf = (line: OpeningLine): (typeof WAYS)[keyof typeof WAYS] => WAYS[(line.side ?? 'receivable') as keyof typeof WAYS];

export function postOpeningBalance(doc: Opening, facts: Facts): Posting {
  const sum = (debits: boolean): Fen =>
    sumFen(
      doc.lines.filter((l) => wayOf(l).debits === debits),
      (l) => l.amount,
    );
  const equity = accountOf(facts, 'capital');
  return posting({
    journal: journal([
      ...doc.lines.map((l) => (wayOf(l).debits ? debit : credit)(accountOf(facts, wayOf(l).role), l.amount, SUMMARY, { party: l.party })),
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
  const way = wayOf(line);
  return {
    side: way.side,
    party: line.party,
    amount: way.advance ? negate(line.amount) : line.amount,
    due: line.due,
    account: accountOf(facts, way.role),
    day: line.origin,
    number: line.number,
  };
};
