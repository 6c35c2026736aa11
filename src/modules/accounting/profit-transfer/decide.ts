// When a 结转损益单 may be booked, and what it books: every account is emptied on the side opposite its balance.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { fen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { accountsTwice, notMonthEnd, roleAccount, turnClaim } from '../closing/entry.ts';
import type { HEAD, LINE } from './document.ts';

type Transfer = Doc<typeof HEAD, typeof LINE>;

export function decideProfitTransfer(doc: Transfer, facts: Facts): Posting | Refused {
  const refused = gather([
    notMonthEnd(doc),
    doc.head.kind === 'year' && doc.period % 100 !== 12 && { refused: 'not-december', path: 'head.kind' },
    ...doc.lines.map((line, index) => strange({ kind: doc.head.kind, line, index }, facts)),
    ...accountsTwice(doc.lines, facts),
    doc.lines.every((l) => l.balance === 0n) && { refused: 'nothing-to-transfer', path: 'lines' },
  ]);
  const words = doc.head.kind === 'year' ? '年末结转' : '结转损益';
  return refused ?? posting({ journal: journal(doc.lines.flatMap((line) => entry(doc, line, facts))), claims: turnClaim(doc, words) });
}

/** A month empties 损益 accounts; a year empties 本年利润 and the other detail accounts of 利润分配. */
function strange({ kind, line, index }: { readonly kind: string; readonly line: Transfer['lines'][number]; readonly index: number }, facts: Facts): Complaint | null {
  const account = facts.records[line.account];
  const at = { path: `lines[${index}].account`, with: { line: String(line.no), account: `${account?.code ?? ''} ${account?.name ?? ''}` } };
  if (!account) return { refused: 'unknown-record', path: at.path, with: { field: '科目' } };
  if (kind === 'month') return account.data['kind'] === 'profit' ? null : { refused: 'not-a-profit-account', ...at };
  const retained = roleAccount(facts, 'profit.retained');
  const ofYear = account.code === roleAccount(facts, 'profit.currentYear') || (account.code.startsWith(roleAccount(facts, 'profit.distribution')) && account.code !== retained);
  return ofYear ? null : { refused: 'not-a-year-account', ...at };
}

/** 以前年度损益调整 belongs to years that are over, so it goes to 未分配利润 at once (企业会计准则). */
const PRIOR_YEARS = '6901';

function entry(doc: Transfer, line: Transfer['lines'][number], facts: Facts): readonly JournalLine[] {
  const code = facts.records[line.account]?.code ?? '';
  const prior = facts.org.standard === 'ASBE' && code.startsWith(PRIOR_YEARS);
  const into = roleAccount(facts, doc.head.kind === 'year' || prior ? 'profit.retained' : 'profit.currentYear');
  const amount = fen(line.balance < 0n ? -line.balance : line.balance);
  const words = doc.head.kind === 'year' ? '年末结转 {number}' : facts.records[line.account]?.data['direction'] === 'credit' ? '结转收入 {number}' : '结转成本费用 {number}';
  return line.balance < 0n ? [debit(code, amount, words), credit(into, amount, words)] : [debit(into, amount, words), credit(code, amount, words)];
}
