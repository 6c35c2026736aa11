// When a 材料成本差异分摊单 may be posted, and what it books: 借 领用科目 贷 材料成本差异; a saving (节约) in red on the same sides (facts/china.md P13).
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { unfit } from '../conversion.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'nothing-to-share': { http: 422, retry: 'never', zh: '各行的分摊差异都是零，没有可入账的金额' },
  'account-unfit': { http: 422, retry: 'never', zh: '第 {line} 行：科目“{account}”{why}，请换一个末级费用或成本科目' },
} as const satisfies RefusalTable;

type Share = Doc<typeof HEAD, typeof LINE>;

export function decideCostDifference(doc: Share, facts: Facts): Posting | Refused {
  const refused = gather([...doc.lines.flatMap((l, i) => checkLine(l, i, facts)), doc.lines.every((l) => l.amount === 0n) && { refused: 'nothing-to-share', path: 'lines' }]);
  if (refused) return refused;
  const words = '分摊材料成本差异 {number}';
  const difference = accountOf(facts, 'inventory.costDifference');
  return posting({
    journal: journal(
      doc.lines.flatMap((l) => [debit(present(facts.records[l.account], 'account').code, l.amount, words, { department: l.department }), credit(difference, l.amount, words)]),
    ),
  });
}

function checkLine(line: Share['lines'][number], index: number, facts: Facts): readonly Complaint[] {
  const account = facts.records[line.account];
  const why = account ? unfit(account, facts) : null;
  return account && why ? [{ refused: 'account-unfit', path: `lines[${index}].account`, with: { line: String(line.no), account: `${account.code} ${account.name}`, why } }] : [];
}
