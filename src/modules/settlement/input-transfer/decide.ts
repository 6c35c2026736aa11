// When a 进项税额转出单 may be booked, and what it books: 借 who bears the tax 贷 进项税额转出 (facts/china.md I8). Pure.
import { accountOf } from '#kernel/checks';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

type Transfer = Doc<typeof HEAD, typeof LINE>;
const WORDS = '进项税额转出 {number}';

export function decideInputTransfer(doc: Transfer, facts: Facts): Posting | Refused {
  if (facts.org.vat === 'small') return refuse('no-input-tax');
  const refused = gather(doc.lines.map((line, i) => checkLine(line, i, facts)));
  if (refused) return refused;
  const lines = doc.lines.map((line) => {
    const account = present(facts.records[line.account], 'account');
    return debit(account.code, line.amount, WORDS, { department: line.department, ...(account.data['byParty'] === true ? { party: line.supplier } : {}) });
  });
  return posting({
    journal: journal([
      ...lines,
      credit(
        accountOf(facts, 'vat.inputTransferOut'),
        sumFen(doc.lines, (l) => l.amount),
        WORDS,
      ),
    ]),
  });
}

function checkLine(line: Transfer['lines'][number], index: number, facts: Facts): Complaint | null {
  const account = facts.records[line.account];
  const said = { line: String(line.no), account: account?.name ?? '' };
  if (account?.data['controlled'] === true) return { refused: 'account-controlled', path: `lines[${index}].account`, with: said };
  if (account?.data['byDepartment'] === true && line.department === null) return { refused: 'department-needed', path: `lines[${index}].department`, with: said };
  return account?.data['byParty'] === true && line.supplier === null ? { refused: 'party-needed', path: `lines[${index}].supplier`, with: said } : null;
}
