// What a 销售发票 books (facts/china.md S3): 借 待转销项税额 贷 销项税额. A small taxpayer keeps one account, so there is nothing to move.
import { accountOf } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { type Fen, fen, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { claimOf, pulledFrom, shareOf } from '../invoice.ts';
import type { Invoice } from './complete.ts';

/**
 * The pending tax of the delivery that this invoice releases, line by line: the line's share of what the delivery booked, cumulative over
 * invoices, so that a fully invoiced delivery leaves nothing pending.
 */
function pendingOf(doc: Invoice, facts: Facts): readonly Fen[] {
  const asked = new Map<string, bigint>();
  return doc.lines.map((line) => {
    const from = present(pulledFrom(line, facts), 'source line of an invoice');
    const source = from.line as unknown as { gross: Fen | null; tax: Fen | null };
    const size = (x: Fen | null): bigint => (x === null ? 0n : x < 0n ? -x : x);
    const key = `${from.doc.id}/${from.line.no}`;
    const before = asked.get(key) ?? 0n;
    const mine = size(line.gross);
    asked.set(key, before + mine);
    const done = size(from.line.done['invoiced']?.amount ?? NO_FEN);
    const part = shareOf(size(source.tax), size(source.gross), done + before, mine);
    return (line.gross ?? 0n) < 0n ? fen(-part) : part;
  });
}

export function postSalesInvoice(doc: Invoice, facts: Facts): Posting {
  const claims = [claimOf('out', doc.head)];
  if (facts.org.vat === 'small') return posting({ claims });
  const pending = sumFen(pendingOf(doc, facts), (x) => x);
  const printed = sumFen(doc.lines, (l) => l.tax ?? NO_FEN);
  return posting({
    claims,
    journal: journal([
      debit(accountOf(facts, 'vat.outputPending'), pending, '销售发票 {number}'),
      credit(accountOf(facts, 'vat.output'), printed, '销售发票 {number}'),
      // The tax printed may differ by a 分 a line from what the delivery estimated; the amount owed is the same, so revenue takes it.
      credit(accountOf(facts, 'revenue.main'), fen(pending - printed), '销售发票尾差 {number}'),
    ]),
  });
}
