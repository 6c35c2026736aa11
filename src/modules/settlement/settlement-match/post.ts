// What a 核销单 books (facts/china.md §10.6): 借 应付 贷 预付, 借 预收 贷 应收, 借 应付 贷 应收, each per party.
import { exchangeLine } from '#accounting';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { journal, type JournalLine } from '#kernel/journal';
import { fen } from '#kernel/money';
import { settleLine, settlesOf, withCarried } from '../allocation.ts';
import type { HEAD, LINE } from './document.ts';

/** A red bill against a blue one of the same account and party changes nothing in the ledger. */
const cancels = (lines: readonly JournalLine[]): boolean => {
  const nets = new Map<string, bigint>();
  for (const l of lines) nets.set(`${l.account}|${l.party}`, (nets.get(`${l.account}|${l.party}`) ?? 0n) + l.debit - l.credit);
  return [...nets.values()].every((net) => net === 0n);
};

export function postSettlementMatch(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting {
  const carried = withCarried(doc.lines, facts);
  const lines = carried.map((l) => settleLine(l, facts, '核销 {number}'));
  // 外币 debts of two days were booked at two rates.
  const loss = fen(lines.reduce((sum: bigint, l) => sum + l.credit - l.debit, 0n));
  return posting({ settles: settlesOf(carried, facts), journal: cancels(lines) ? null : journal([...lines, exchangeLine(loss, facts, '汇兑损益 {number}')]) });
}
