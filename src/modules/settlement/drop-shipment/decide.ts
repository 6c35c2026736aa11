// When a 直运单 may be booked, and what it books: 借 应收 贷 收入、待转销项税额；借 主营业务成本、进项税额 贷 应付. No movement: the goods never were ours to keep. Pure.
import { consignedLines } from '#purchasing';
import { checkCredit, orderedShare, revenueLines, taxRole } from '#sales';
import { accountOf } from '#kernel/checks';
import { addDays } from '#kernel/day';
import { type DomainEvent, type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { checkShape, claimOf } from '../invoice.ts';
import type { DropShipment } from './complete.ts';

const WORDS = '直运 {number}';

export function decideDropShipment(doc: DropShipment, facts: Facts): Posting | Refused {
  const verdict = checkCredit(doc.head.customer, { total: grossOf(doc.lines), ordered: orderedShare(doc.lines, facts) }, facts);
  const refused = gather([checkShape(doc.head), ...pricesMissing(doc.lines, facts), ...consignedLines(doc.lines, facts), ...heldByOrders(doc, facts), verdict.complaint]);
  return refused ?? post(doc, facts, verdict.events);
}

/** An order that holds goods of a warehouse is delivered from there; shipped by somebody else, its promise would be left hanging. */
const heldByOrders = (doc: DropShipment, facts: Facts): readonly Complaint[] =>
  doc.lines.flatMap((line, i): Complaint[] => {
    const held = facts.reservations.some((r) => r.doc === line.source?.doc && r.line === line.source.line && r.open > 0n);
    return held && line.source
      ? [{ refused: 'order-holds-stock', path: `lines[${i}].source`, with: { line: String(line.no), order: facts.sources[line.source.doc]?.number ?? '' } }]
      : [];
  });

function post(doc: DropShipment, facts: Facts, events: readonly DomainEvent[]): Posting {
  const { customer, supplier, bill } = doc.head;
  const [gross, payable] = [grossOf(doc.lines), sumFen(doc.lines, (l) => l.payable ?? NO_FEN)];
  const days = (party: string): number => present(facts.parties[party], 'party').creditDays;
  const owed: OpenItem[] = [
    { side: 'receivable', party: customer, amount: gross, due: addDays(doc.day, days(customer)) },
    { side: 'payable', party: supplier, amount: payable, due: addDays(doc.head.invoiceDay ?? doc.day, days(supplier)) },
  ];
  return posting({
    claims: doc.head.number === null ? [] : [claimOf('in', doc.head)],
    journal: journal([
      debit(accountOf(facts, 'ar.billed'), gross, WORDS, { party: customer }),
      ...revenueLines(doc.lines, taxRole('on-invoice', facts), { facts, summary: WORDS }),
      debit(
        accountOf(facts, 'cogs.main'),
        sumFen(doc.lines, (l) => l.cost ?? NO_FEN),
        WORDS,
      ),
      debit(
        accountOf(facts, bill === 'pending' ? 'vat.inputPendingCertify' : 'vat.input'),
        sumFen(doc.lines, (l) => l.inputTax ?? NO_FEN),
        WORDS,
      ),
      credit(accountOf(facts, 'ap.billed'), payable, WORDS, { party: supplier }),
    ]),
    openItems: owed.filter((o) => o.amount !== 0n),
    events,
  });
}
