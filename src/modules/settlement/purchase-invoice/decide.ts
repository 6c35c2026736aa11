// When a 采购发票 may be booked, and when its red twin may.
import { formatFen, formatQty } from '#kernel/decimal';
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { checkNumber, pulledFrom, taxOff } from '../invoice.ts';
import { type Invoice, type InvoiceLine, taxByRate } from './complete.ts';
import { postPurchaseInvoice } from './post.ts';
import { toleranceOf } from '../matching/tolerance.ts';
import { isOpen } from '../revalue.ts';
import { estimatedOf } from './received.ts';

export function decidePurchaseInvoice(doc: Invoice, facts: Facts): Posting | Refused {
  const refused = gather([
    checkNumber(doc.head, doc.head.kind !== 'none'),
    ...doc.lines.flatMap((line, i) => [checkLine(line, i, facts), checkTax(doc, line, i)]),
    ...checkReturned(doc, facts),
    ...checkMatch(doc, facts),
  ]);
  return refused ?? postPurchaseInvoice(doc, facts);
}

function checkLine(line: InvoiceLine, index: number, facts: Facts): Complaint | null {
  const at = { line: String(line.no) };
  if ((line.item === null) === (line.account === null)) return { refused: 'item-or-account', path: `lines[${index}].item`, with: at };
  if (line.item !== null) {
    const item = facts.items[line.item]?.name ?? '';
    if (line.source === null) return { refused: 'goods-need-receipt', path: `lines[${index}].source`, with: { ...at, item } };
    return line.price === null ? { refused: 'price-missing', path: `lines[${index}].price`, with: { ...at, item } } : null;
  }
  const account = facts.records[line.account ?? ''];
  if (!account) return { refused: 'unknown-record', path: `lines[${index}].account`, with: { field: '费用科目' } };
  if (!account.active) return { refused: 'record-disabled', path: `lines[${index}].account`, with: { name: account.name } };
  if (account.data['controlled'] === true) return { refused: 'account-controlled', path: `lines[${index}].account`, with: { ...at, account: account.name } };
  if (account.data['byDepartment'] === true && line.department === null)
    return { refused: 'department-needed', path: `lines[${index}].department`, with: { ...at, account: account.name } };
  return line.amount === null ? { refused: 'amount-needed', path: `lines[${index}].amount`, with: at } : null;
}

/** Goods sent back before the bill are not billed, and a return that already took its part off the bill needs no red invoice. */
function checkReturned(doc: Invoice, facts: Facts): readonly Complaint[] {
  const asked = new Map<string, bigint>();
  return doc.lines.flatMap((line, i): Complaint[] => {
    const from = line.item === null ? null : pulledFrom(line, facts);
    if (!from) return [];
    const at = { line: String(line.no), item: facts.items[line.item ?? '']?.name ?? '', source: from.doc.number };
    if (from.doc.type === 'goods-return') return from.line.source === null ? [] : [{ refused: 'return-settled', path: `lines[${i}].source`, with: at }];
    const { whole, used, returned } = estimatedOf(from, facts);
    const key = `${from.doc.id}/${from.line.no}`;
    const total = (asked.get(key) ?? 0n) + (line.baseQty ?? 0n);
    asked.set(key, total);
    return returned > 0n && total > whole - used
      ? [{ refused: 'sent-back', path: `lines[${i}].qty`, with: { ...at, returned: formatQty(returned), left: formatQty(whole - used) } }]
      : [];
  });
}

/** Beyond the tolerances a bill needs somebody who may release it, where the company wants that. */
function checkMatch(doc: Invoice, facts: Facts): readonly Complaint[] {
  if (toleranceOf(facts.org.settings).control !== 'block' || may(facts.actor, 'match-release.approve')) return [];
  return doc.lines.flatMap((line, i): Complaint[] =>
    line.match === 'over'
      ? [{ refused: 'over-tolerance', path: `lines[${i}].price`, with: { line: String(line.no), item: facts.items[line.item ?? '']?.name ?? '', said: line.matchSaid ?? '' } }]
      : [],
  );
}

function checkTax(doc: Invoice, line: InvoiceLine, index: number): Complaint | null {
  const { gross, tax, taxRate } = line;
  if (line.faceTax === null || gross === null || tax === null) return null;
  return taxOff({ no: line.no, faceTax: tax }, index, taxByRate(doc.head.kind, gross, taxRate ?? rate(0n)));
}

/**
 * Goods sent back on the strength of this bill come first; the estimate must stand where the bill found it; and a price difference of a month
 * that is final can only come out of stock that is still there. Where history is recomputed, what was issued meanwhile simply follows.
 */
export function mayReversePurchaseInvoice(doc: Invoice, facts: Facts): Refused | null {
  const kept = new Map<string, bigint>();
  for (const line of doc.lines) {
    const from = line.item === null ? null : pulledFrom(line, facts);
    const item = facts.items[line.item ?? ''];
    if (!from || !item) continue;
    const at = { with: { line: String(line.no), item: item.name, source: from.doc.number } };
    const { returnedBilled, takenBack } = estimatedOf(from, facts);
    if (from.doc.type !== 'goods-return' && returnedBilled > 0n) return refuse('returned-after-invoice', at);
    const [billed, allowed] = [from.line.done['invoiced']?.amount ?? 0n, from.line.done['allowed']?.amount ?? 0n];
    if (allowed > billed - (line.gross ?? 0n)) return refuse('allowed-since', at);
    if (takenBack !== (line.takenBack === true)) return refuse('estimate-moved', at);
    if (from.doc.type !== 'goods-return' && !isOpen(from.doc, item, facts)) kept.set(item.id, (kept.get(item.id) ?? 0n) + (line.kept ?? NO_FEN));
  }
  for (const [item, amount] of kept) {
    const pool = facts.pools[item];
    if (amount === 0n || (pool && pool.qty > 0n && pool.value >= amount)) continue;
    return refuse('revaluation-issued', { with: { item: facts.items[item]?.name ?? '', amount: formatFen(amount) } });
  }
  return null;
}
