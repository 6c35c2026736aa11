// When a 受托代销结算单 may be booked, and what it books (facts/china.md I13). Pure.
//   Sold at a commission: 借 应付代销款 (what the customers paid for the consignor). Sold at our price, or lost: 借 受托代销商品款 (the price agreed).
//   Then 借 进项税额; 贷 其他业务收入 and 销项税额 for the commission; 贷 应付账款 for the rest, to be paid like any bill.
import { accountOf } from '#kernel/checks';
import { addDays } from '#kernel/day';
import { posting, type Posting } from '#kernel/decision';
import { formatQty } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { credit, debit, journal } from '#kernel/journal';
import { NO_FEN, sumFen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { checkShape, claimOf } from '../invoice.ts';
import { payableOf, type Settlement, type SettlementLine } from './complete.ts';

const WORDS = '受托代销结算 {number}';

export function decideSettlement(doc: Settlement, facts: Facts): Posting | Refused {
  return gather([checkShape(doc.head), ...doc.lines.map((line, i) => checkLine(doc, { line, index: i }, facts))]) ?? post(doc, facts);
}

function checkLine(doc: Settlement, { line, index }: { readonly line: SettlementLine; readonly index: number }, facts: Facts): Complaint | null {
  const item = facts.items[line.item];
  const said = { line: String(line.no), item: item?.name ?? '', supplier: facts.parties[doc.head.supplier]?.name ?? '', day: doc.day };
  if (item?.consignor?.party !== doc.head.supplier) return { refused: 'not-of-consignor', path: `lines[${index}].item`, with: said };
  const twin = doc.lines.slice(0, index).find((l) => l.item === line.item && l.kind === line.kind);
  if (twin) return { refused: 'line-twice', path: `lines[${index}]`, with: { ...said, other: String(twin.no) } };
  const open = line.open ?? 0n;
  const within = open >= 0n ? line.qty >= 0n && line.qty <= open : line.qty <= 0n && line.qty >= open;
  return within ? null : { refused: 'beyond-open', path: `lines[${index}].qty`, with: { ...said, open: formatQty(open), asked: formatQty(line.qty) } };
}

function post(doc: Settlement, facts: Facts): Posting {
  const { supplier, bill } = doc.head;
  const atFee = (l: SettlementLine): boolean => l.kind === 'sold' && facts.items[l.item]?.consignor?.mode === 'fee';
  const sum = (of: (l: SettlementLine) => SettlementLine['worth']) => sumFen(doc.lines, (l) => of(l) ?? NO_FEN);
  const payable = sumFen(doc.lines, payableOf);
  return posting({
    claims: doc.head.number === null ? [] : [claimOf('in', doc.head)],
    journal: journal([
      ...doc.lines.map((l) =>
        debit(accountOf(facts, atFee(l) ? 'ap.consigned' : 'inventory.consignedFunds'), l.worth ?? NO_FEN, WORDS, { party: supplier, ...(atFee(l) ? { item: l.item } : {}) }),
      ),
      debit(
        accountOf(facts, bill === 'pending' ? 'vat.inputPendingCertify' : 'vat.input'),
        sum((l) => l.tax),
        WORDS,
      ),
      credit(
        accountOf(facts, 'revenue.other'),
        sum((l) => l.fee),
        `${WORDS} 代销手续费`,
      ),
      credit(
        accountOf(facts, 'vat.output'),
        sum((l) => l.feeTax),
        `${WORDS} 代销手续费`,
      ),
      credit(accountOf(facts, 'ap.billed'), payable, WORDS, { party: supplier }),
    ]),
    openItems:
      payable === 0n ? [] : [{ side: 'payable', party: supplier, amount: payable, due: addDays(doc.head.invoiceDay ?? doc.day, facts.parties[supplier]?.creditDays ?? 0) }],
  });
}
