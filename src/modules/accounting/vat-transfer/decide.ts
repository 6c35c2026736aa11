// When a 增值税结转单 may be booked, and what it books (facts/china.md §2.5): 借 转出未交增值税 贷 未交增值税; 借 未交增值税 贷 转出多交增值税;
// 小规模免征: 借 应交增值税 贷 其他收益（小企业：营业外收入）. A general taxpayer's lines prove the figure: nothing owed may stay behind, nor more go than is owed.
import { formatFen } from '#kernel/decimal';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { fen, NO_FEN, sumFen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { accountsTwice, notMonthEnd, roleAccount, turnClaim } from '../closing/entry.ts';
import type { HEAD, LINE } from './document.ts';

type Transfer = Doc<typeof HEAD, typeof LINE>;

export function decideVatTransfer(doc: Transfer, facts: Facts): Posting | Refused {
  const { unpaid, overpaid, exempt } = amountsOf(doc);
  const refused = gather([
    notMonthEnd(doc),
    unpaid === 0n && overpaid === 0n && exempt === 0n && { refused: 'nothing-to-transfer', path: 'head.unpaid' },
    ...doc.lines.map((line, i) => strange(line, i, facts)),
    ...accountsTwice(doc.lines, facts),
    facts.org.vat === 'small' ? smallOnly(doc) : generalOnly(doc),
  ]);
  if (refused) return refused;
  const [transferOut, transferBack, owed] = [roleAccount(facts, 'vat.transferOutUnpaid'), roleAccount(facts, 'vat.transferOutOverpaid'), roleAccount(facts, 'vat.unpaid')];
  return posting({
    journal: journal([
      debit(transferOut, unpaid, '转出未交增值税 {number}'),
      credit(owed, unpaid, '转出未交增值税 {number}'),
      debit(owed, overpaid, '转出多交增值税 {number}'),
      credit(transferBack, overpaid, '转出多交增值税 {number}'),
      debit(roleAccount(facts, 'vat.output'), exempt, '免征增值税 {number}'),
      credit(roleAccount(facts, 'gain.taxExempt'), exempt, '免征增值税 {number}'),
    ]),
    claims: turnClaim(doc, '增值税结转'),
  });
}

const amountsOf = ({ head }: Transfer) => ({ unpaid: head.unpaid ?? NO_FEN, overpaid: head.overpaid ?? NO_FEN, exempt: head.exempt ?? NO_FEN });

function strange(line: Transfer['lines'][number], index: number, facts: Facts): Complaint | null {
  const account = facts.records[line.account];
  const at = { path: `lines[${index}].account`, with: { line: String(line.no), account: `${account?.code ?? ''} ${account?.name ?? ''}` } };
  return account?.code.startsWith(roleAccount(facts, 'vat.payable')) ? null : { refused: 'not-a-vat-account', ...at };
}

const smallOnly = (doc: Transfer): Complaint | null =>
  amountsOf(doc).unpaid === 0n && amountsOf(doc).overpaid === 0n ? null : { refused: 'small-has-no-columns', path: 'head.unpaid' };

/** What the columns owe before, less what goes: below zero is 留抵 and may stay, above zero is owed and may not. */
function generalOnly(doc: Transfer): Complaint | null {
  const { unpaid, overpaid, exempt } = amountsOf(doc);
  if (exempt !== 0n) return { refused: 'general-is-not-exempt', path: 'head.exempt' };
  const owed = -sumFen(doc.lines, (l) => l.balance);
  const left = owed - unpaid + overpaid;
  if (left > 0n) return { refused: 'vat-left', path: 'head.unpaid', with: { left: formatFen(left) } };
  return unpaid > 0n && left < 0n ? { refused: 'vat-too-much', path: 'head.unpaid', with: { over: formatFen(fen(-left)) } } : null;
}
