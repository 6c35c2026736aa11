// Whether a customer may owe this much more: what is owed, what open orders still will be, and this document, against the limit.
// The verdict is a refusal, a note (an event), or nothing, as the company's settings say.
import type { DomainEvent } from '#kernel/decision';
import { formatFen } from '#kernel/decimal';
import type { SourceRef } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { divideHalfUp, fen, type Fen, NO_FEN } from '#kernel/money';
import type { Micro } from '#kernel/quantity';
import type { Complaint, RefusalTable } from '#kernel/refusal';
import { creditExceeded } from './events.ts';

export const CREDIT_REFUSALS = {
  'credit-exceeded': {
    http: 409,
    retry: 'later',
    zh: '“{customer}”信用额度 {limit} 元，已欠 {owes} 元，未发货订单 {orders} 元，本单 {total} 元，超出 {excess} 元；请先收款，关闭不再发货的订单，或在客户资料中调整额度',
  },
} as const satisfies RefusalTable;

/** Orders count as exposure until they are delivered (needs.credit). */
export const OPEN_ORDERS = { order: 'sales-order', until: 'delivered' } as const;

export type CreditVerdict = { readonly complaint: Complaint | null; readonly events: readonly DomainEvent[] };
const FINE: CreditVerdict = { complaint: null, events: [] };

/** `total` is what the document adds (分), `ordered` the part of it that open orders have counted already. No limit set means any amount. */
export function checkCredit(customer: string, adds: { readonly total: Fen; readonly ordered: Fen }, facts: Facts): CreditVerdict {
  const party = facts.parties[customer];
  const mode = facts.org.settings.creditControl;
  if (!party || party.creditLimit === null || mode === 'off' || adds.total <= 0n) return FINE;
  const orders = fen(facts.partyOrders - adds.ordered);
  const excess = fen(facts.partyOwes + orders + adds.total - party.creditLimit);
  if (excess <= 0n) return FINE;
  const figures = {
    limit: formatFen(party.creditLimit),
    owes: formatFen(facts.partyOwes),
    orders: formatFen(orders),
    total: formatFen(adds.total),
    excess: formatFen(excess),
  };
  return mode === 'warn'
    ? { complaint: null, events: [creditExceeded({ party: customer, ...figures })] }
    : { complaint: { refused: 'credit-exceeded', path: 'head.customer', with: { customer: party.name, ...figures } }, events: [] };
}

/** What of an order line's amount is still open once `done` of it is delivered; rounded as books.reckon_orders() does, so that the shares add up. */
export const restOf = (line: { readonly gross: bigint; readonly baseQty: bigint }, done: bigint): bigint =>
  line.gross - (line.baseQty === 0n ? 0n : divideHalfUp(line.gross * (done < line.baseQty ? done : line.baseQty), line.baseQty));

type Delivered = { readonly source: SourceRef | null; readonly baseQty: Micro | null };
type OrderLine = { readonly gross: Fen | null; readonly baseQty: Micro | null; readonly done: Readonly<Record<string, { readonly qty: bigint }>> };

/** The part of open orders that a delivery turns into a debt. Lines on one order line take from it one after the other. */
export function orderedShare(lines: readonly Delivered[], facts: Facts): Fen {
  const reached = new Map<string, bigint>();
  let share = 0n;
  for (const line of lines) {
    const order = line.source ? facts.sources[line.source.doc] : undefined;
    const from = (line.source ? order?.lines[line.source.line] : undefined) as unknown as OrderLine | undefined;
    if (!line.source || !from || order?.type !== OPEN_ORDERS.order || order.state !== 'posted') continue;
    const key = `${line.source.doc}/${line.source.line}`;
    const done = reached.get(key) ?? from.done[OPEN_ORDERS.until]?.qty ?? 0n;
    const figures = { gross: from.gross ?? NO_FEN, baseQty: from.baseQty ?? 0n };
    const after = done + (line.baseQty ?? 0n);
    share += restOf(figures, done) - restOf(figures, after);
    reached.set(key, after);
  }
  return fen(share);
}
