// Fills a 受托代销结算单: all that is open when no line was entered, and the figures of every line. Pure.
import type { Doc } from '#kernel/document';
import type { Consigned, Facts } from '#kernel/facts';
import { rate, type Rate } from '#kernel/field';
import { divideHalfUp, type Fen, fen, NO_FEN } from '#kernel/money';
import { type Micro, NO_QTY } from '#kernel/quantity';
import { refuse, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';

export type Settlement = Doc<typeof HEAD, typeof LINE>;
export type SettlementLine = Settlement['lines'][number];

export const payableOf = (line: SettlementLine): Fen => line.payable ?? NO_FEN;

/** What is open of an item, sold or lost: how much, and what it is worth to the consignor. */
export function openOf(line: Pick<SettlementLine, 'item' | 'kind'>, facts: Facts): { readonly qty: Micro; readonly worth: Fen } {
  const goods = facts.consigned?.find((c) => c.item === line.item);
  if (!goods) return { qty: NO_QTY, worth: NO_FEN };
  if (line.kind === 'lost') return { qty: goods.lost, worth: goods.lostCost };
  // At a commission the consignor gets what the customer paid; otherwise the price agreed with it.
  return { qty: goods.sold, worth: facts.items[line.item]?.consignor?.mode === 'fee' ? goods.owed : goods.soldCost };
}

export function completeSettlement(doc: Settlement, facts: Facts): Settlement | Refused {
  const lines = doc.lines.length > 0 ? doc.lines : everythingOpen(facts);
  if (lines.length === 0) return refuse('nothing-to-settle', { path: 'head.supplier', with: { supplier: facts.parties[doc.head.supplier]?.name ?? '', day: doc.day } });
  return { ...doc, lines: lines.map((line) => figures(doc, line, facts)) };
}

/** One line for what was sold of each item and one for what was lost, in the order of the items. */
function everythingOpen(facts: Facts): readonly SettlementLine[] {
  const kinds = (facts.consigned ?? []).flatMap((goods: Consigned) => (['sold', 'lost'] as const).map((kind) => ({ item: goods.item, kind })));
  const open = kinds.map((k) => ({ ...k, ...openOf(k, facts) })).filter((k) => k.qty !== 0n || k.worth !== 0n);
  const nothing = { baseQty: null, taxRate: null, open: null, worth: null, tax: null, fee: null, feeTax: null, payable: null, remark: null };
  return open.map((k, i) => ({ no: i + 1, source: null, item: k.item, kind: k.kind, qty: k.qty, ...nothing }));
}

const times = (amount: Fen, share: Rate): Fen => fen(divideHalfUp(amount * share, 1_000_000n));

/** A line's share of what is open; whoever settles all of it takes the last 分. Only a general taxpayer's 专票 adds a tax, only a sale at a commission has a fee. */
function figures(doc: Settlement, line: SettlementLine, facts: Facts): SettlementLine {
  const item = facts.items[line.item];
  const all = openOf(line, facts);
  const worth = line.qty === all.qty || all.qty === 0n ? all.worth : fen(divideHalfUp(all.worth * line.qty, all.qty));
  const taxRate = line.taxRate ?? facts.parties[doc.head.supplier]?.taxRate ?? item?.taxRate ?? rate(0n);
  const tax = facts.org.vat === 'general' && doc.head.bill !== 'none' ? times(worth, taxRate) : NO_FEN;
  const fee = line.kind === 'sold' && item?.consignor?.mode === 'fee' ? times(worth, item.consignor.fee) : NO_FEN;
  const feeTax = times(fee, doc.head.feeTaxRate);
  return { ...line, baseQty: line.qty, taxRate, open: all.qty, worth, tax, fee, feeTax, payable: fen(worth + tax - fee - feeTax) };
}
