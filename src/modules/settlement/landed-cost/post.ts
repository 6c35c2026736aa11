// What a 采购费用分摊单 books (facts/china.md P6): 借 存货 by shares, 贷 the accounts the charges were booked to, or 应付 for those without a bill.
// What was issued of the goods since follows by 出库成本调整单; goods of a closed month bear only the share still on hand, the rest is 成本差异.
import { costLedger } from '#costing';
import { accountOf, differenceAccount } from '#kernel/checks';
import { type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { pulledFrom } from '../invoice.ts';
import { revalued } from '../revalue.ts';
import { isCharge, type Landed, type LandedLine } from './complete.ts';

const WORDS = '采购费用分摊 {number}';

export function postLandedCost(doc: Landed, facts: Facts): Posting {
  const costs = costLedger(facts);
  const goods = doc.lines
    .filter((l) => !isCharge(l))
    .map((line) => {
      const from = present(pulledFrom(line, facts), 'receipt of a landed cost');
      const item = present(facts.items[line.item ?? ''], 'item');
      const change = { no: line.no, receipt: from.doc, line: from.line.no, item, qty: present(line.baseQty, 'quantity received'), value: line.share ?? NO_FEN };
      return { item, ...revalued(change, facts, costs) };
    });
  const charges = doc.lines.filter(isCharge);
  return posting({
    movements: goods.flatMap((g) => g.movements),
    journal: journal([
      ...goods.flatMap((g) => [debit(g.item.inventoryAccount, g.kept, WORDS), debit(differenceAccount(g.item, facts), g.expensed, `${WORDS} 已出库部分`)]),
      ...charges.map((line) => chargeLine(line, facts)),
    ]),
    openItems: charges.flatMap((line): OpenItem[] =>
      line.source === null && line.supplier !== null ? [{ side: 'payable', party: line.supplier, amount: line.amount ?? NO_FEN, due: null }] : [],
    ),
  });
}

/** The other side: the expense account of the bill or of the entry, by its department; or what we owe for a charge without a bill. */
function chargeLine(line: LandedLine, facts: Facts): JournalLine {
  const amount = line.amount ?? NO_FEN;
  const from = pulledFrom(line, facts);
  if (!from && line.supplier !== null) return credit(accountOf(facts, 'ap.billed'), amount, WORDS, { party: line.supplier });
  const billed = from?.line as unknown as { readonly account: string; readonly department: string | null } | undefined;
  const account = present(facts.records[billed?.account ?? line.account ?? ''], 'account of a charge');
  // Taken off where it was booked, on the same side in red, so that the account's turnover stays what it was meant to be.
  return debit(account.code, -amount as typeof amount, WORDS, {
    department: billed?.department ?? null,
    ...(account.data['byParty'] === true ? { party: from?.doc.party ?? null } : {}),
  });
}
