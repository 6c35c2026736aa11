// When a 核销单 may be booked: the right parties, nothing beyond what is open, and both sides equal.
import { formatFen } from '#kernel/decimal';
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Fen, fen, NO_FEN, sumFen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { checkAllocations, otherCurrencies, type Side } from '../allocation.ts';
import type { HEAD, LINE } from './document.ts';
import { postSettlementMatch } from './post.ts';

export type Match = Doc<typeof HEAD, typeof LINE>;

/** Which parties a way of matching is about, and what its two halves are called. */
const KINDS = {
  prepaid: { zh: '预付冲应付', parties: ['supplier'], left: '应付', right: '预付及红字' },
  advance: { zh: '预收冲应收', parties: ['customer'], left: '应收', right: '预收及红字' },
  offset: { zh: '应收冲应付', parties: ['customer', 'supplier'], left: '应收', right: '应付' },
} as const;
const FIELD = { supplier: { zh: '供应商', side: 'payable' }, customer: { zh: '客户', side: 'receivable' } } as const;

export function decideSettlementMatch(doc: Match, facts: Facts): Posting | Refused {
  const kind = KINDS[doc.head.kind as keyof typeof KINDS];
  const missing = gather(kind.parties.map((field) => checkHead(doc, kind.zh, field)));
  if (missing) return missing;
  const allowed = kind.parties.map((field): { side: Side; party: string } => ({ side: FIELD[field].side, party: doc.head[field] ?? '' }));
  return (
    gather([doc.head.kind === 'offset' && checkSame(doc, facts), ...checkAllocations(doc.lines, facts, allowed), ...oneCurrency(doc, facts)]) ??
    gather([checkBalance(doc, kind, facts)]) ??
    postSettlementMatch(doc, facts)
  );
}

/** All debts of one match are in one money: that of its first line. */
const oneCurrency = (doc: Match, facts: Facts): readonly Complaint[] => otherCurrencies(doc.lines, facts.openItems[doc.lines[0]?.openItem ?? '']?.currency ?? null, facts);

const checkHead = (doc: Match, kind: string, field: 'supplier' | 'customer'): Complaint | null =>
  doc.head[field] === null ? { refused: 'party-needed', path: `head.${field}`, with: { kind, party: FIELD[field].zh } } : null;

/** Two records of one company: somebody says so, and their tax numbers do not say otherwise. */
function checkSame(doc: Match, facts: Facts): Complaint | null {
  const [customer, supplier] = [facts.records[doc.head.customer ?? ''], facts.records[doc.head.supplier ?? '']];
  const said = { customer: customer?.name ?? '', supplier: supplier?.name ?? '' };
  const [one, other] = [customer?.data['taxNo'], supplier?.data['taxNo']];
  if (typeof one === 'string' && typeof other === 'string' && one !== other) return { refused: 'tax-no-differs', path: 'head.customer', with: { ...said, one, other } };
  return doc.head.sameCompany ? null : { refused: 'same-company-needed', path: 'head.sameCompany', with: said };
}

/** What is taken off payables must equal what is taken off receivables, advances counting negative. */
function checkBalance(doc: Match, kind: { readonly left: string; readonly right: string }, facts: Facts): Complaint | null {
  const of = (side: Side): Fen => sumFen(doc.lines, (l) => (facts.openItems[l.openItem]?.side === side ? l.amount : NO_FEN));
  const off = fen(of('receivable') - of('payable'));
  if (off === 0n) return null;
  const bySign = (positive: boolean): Fen => sumFen(doc.lines, (l) => (l.amount > 0n === positive ? l.amount : NO_FEN));
  const [left, right] = doc.head.kind === 'offset' ? [of('receivable'), of('payable')] : [bySign(true), fen(-bySign(false))];
  return {
    refused: 'match-unbalanced',
    path: 'lines',
    with: { left: kind.left, right: kind.right, leftAmount: formatFen(left), rightAmount: formatFen(right), off: formatFen(off < 0n ? -off : off) },
  };
}
