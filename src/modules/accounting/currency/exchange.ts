// 汇兑损益: what 外币 debts turn out to cost more or less than they are booked at. Pure.
// 企业会计准则: 财务费用 either way (CAS 19). 小企业会计准则: a loss is 财务费用, a gain is 营业外收入.
import { accountOf } from '#kernel/checks';
import type { Facts } from '#kernel/facts';
import { credit, debit, type JournalLine } from '#kernel/journal';
import { type Fen, negate } from '#kernel/money';

/** The line of a loss (positive) or a gain (negative). */
export const exchangeLine = (loss: Fen, facts: Facts, summary: string): JournalLine =>
  loss < 0n && facts.org.standard === 'ASSBE' ? credit(accountOf(facts, 'gain.nonOperating'), negate(loss), summary) : debit(accountOf(facts, 'expense.finance'), loss, summary);
