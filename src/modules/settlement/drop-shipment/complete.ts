// Fills both halves of a 直运单: what the customer owes, and what the goods cost us. Pure.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { fen, NO_FEN } from '#kernel/money';
import { amountOf } from '#kernel/quantity';
import { isRefused, type Refused } from '#kernel/refusal';
import { completeTrade, splitTax } from '#kernel/trade';
import type { HEAD, LINE } from './document.ts';

export type DropShipment = Doc<typeof HEAD, typeof LINE>;

/** Input VAT is kept apart where a 专票 lets a general taxpayer deduct it; otherwise it is part of the cost. */
export function completeDropShipment(doc: DropShipment, facts: Facts): DropShipment | Refused {
  const lines = completeTrade(doc.lines, facts);
  if (isRefused(lines)) return lines;
  const deducts = facts.org.vat === 'general' && doc.head.bill !== 'none';
  return {
    ...doc,
    lines: lines.map((line) => {
      const buyTaxRate = line.buyTaxRate ?? facts.parties[doc.head.supplier]?.taxRate ?? facts.items[line.item]?.taxRate ?? rate(0n);
      const payable = amountOf(line.qty, line.buyPrice);
      const inputTax = deducts ? splitTax(payable, buyTaxRate).tax : NO_FEN;
      return { ...line, buyTaxRate, payable, inputTax, cost: fen(payable - inputTax) };
    }),
  };
}
