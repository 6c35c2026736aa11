// When a 销售发票 may be booked.
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { rate } from '#kernel/field';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { splitTax } from '#kernel/trade';
import { checkNumber, taxOff } from '../invoice.ts';
import type { Invoice, InvoiceLine } from './complete.ts';
import { postSalesInvoice } from './post.ts';

export function decideSalesInvoice(doc: Invoice, facts: Facts): Posting | Refused {
  const refused = gather([checkNumber(doc.head, true), ...doc.lines.flatMap((line, i) => [checkLine(line, i, facts), checkTax(line, i)])]);
  return refused ?? postSalesInvoice(doc, facts);
}

function checkLine(line: InvoiceLine, index: number, facts: Facts): Complaint | null {
  const at = { line: String(line.no), item: facts.items[line.item]?.name ?? '' };
  // A walk-in's return had its tax taken back over the counter; nothing is pending.
  if (line.source === null || facts.sources[line.source.doc]?.party === null) return { refused: 'delivery-needed', path: `lines[${index}].source`, with: at };
  return line.price === null ? { refused: 'price-missing', path: `lines[${index}].price`, with: at } : null;
}

function checkTax(line: InvoiceLine, index: number): Complaint | null {
  const { gross, tax, taxRate } = line;
  if (line.faceTax === null || gross === null || tax === null) return null;
  return taxOff({ no: line.no, faceTax: tax }, index, splitTax(gross, taxRate ?? rate(0n)).tax);
}
