// When a 税费计提单 may be booked, and what it books: 借 税金及附加 / 所得税费用 贷 应交税费, each tax on its own detail account.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Rate } from '#kernel/field';
import { credit, debit, journal } from '#kernel/journal';
import { divideHalfUp, type Fen, fen, NO_FEN } from '#kernel/money';
import { must } from '#kernel/must';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { roleAccount, turnClaim } from '../closing/entry.ts';
import type { HEAD, LINE } from './document.ts';
import { isTax, TAXES } from './taxes.ts';

type Accrual = Doc<typeof HEAD, typeof LINE>;
type Line = Accrual['lines'][number];

const WHOLE = 1_000_000n;

/** Base × rate × (1 − reduction), rounded once to the 分, less what was accrued before. */
export const taxOf = (line: { readonly base: Fen; readonly rate: Rate; readonly reduced: Rate | null; readonly accrued: Fen | null }): Fen =>
  fen(divideHalfUp(line.base * line.rate * (WHOLE - (line.reduced ?? 0n)), WHOLE * WHOLE) - (line.accrued ?? 0n));

export function decideTaxAccrual(doc: Accrual, facts: Facts): Posting | Refused {
  const refused = gather([...doc.lines.map((line, i) => taxTwice(doc, line, i)), doc.lines.every((l) => l.amount === 0n) && { refused: 'nothing-to-accrue', path: 'lines' }]);
  return (
    refused ??
    posting({
      journal: journal(
        doc.lines.flatMap((line) => {
          must(isTax(line.tax), `tax ${line.tax}`);
          const { zh, expense, payable } = TAXES[line.tax as keyof typeof TAXES];
          const amount = line.amount ?? NO_FEN;
          return [debit(roleAccount(facts, expense), amount, `计提${zh} {number}`), credit(roleAccount(facts, payable), amount, `计提${zh} {number}`)];
        }),
      ),
      claims: turnClaim(doc, doc.lines.some((l) => l.tax === 'income') ? '计提所得税' : '计提税金及附加'),
    })
  );
}

function taxTwice(doc: Accrual, line: Line, index: number): Complaint | false {
  const twice = doc.lines.findIndex((l) => l.tax === line.tax) !== index;
  return twice && { refused: 'tax-twice', path: `lines[${index}].tax`, with: { line: String(line.no), tax: isTax(line.tax) ? TAXES[line.tax].zh : line.tax } };
}
