// Whether a customer may owe this much more. The verdict is a refusal, a note (an event), or nothing, as the company's settings say.
import type { DomainEvent } from '#kernel/decision';
import { formatFen } from '#kernel/decimal';
import type { Facts } from '#kernel/facts';
import { fen, type Fen } from '#kernel/money';
import type { Complaint, RefusalTable } from '#kernel/refusal';
import { creditExceeded } from './events.ts';

export const CREDIT_REFUSALS = {
  'credit-exceeded': { http: 409, retry: 'later', zh: '“{customer}”信用额度 {limit} 元，已欠 {owes} 元，本单 {total} 元，超出 {excess} 元；请先收款，或在客户资料中调整额度' },
} as const satisfies RefusalTable;

export type CreditVerdict = { readonly complaint: Complaint | null; readonly events: readonly DomainEvent[] };
const FINE: CreditVerdict = { complaint: null, events: [] };

/** What the customer owes plus `total` (分) against the limit; no limit set means any amount. */
export function checkCredit(customer: string, total: Fen, facts: Facts): CreditVerdict {
  const party = facts.parties[customer];
  const mode = facts.org.settings.creditControl;
  if (!party || party.creditLimit === null || mode === 'off' || total <= 0n) return FINE;
  const excess = fen(facts.partyOwes + total - party.creditLimit);
  if (excess <= 0n) return FINE;
  const figures = { limit: formatFen(party.creditLimit), owes: formatFen(facts.partyOwes), total: formatFen(total), excess: formatFen(excess) };
  return mode === 'warn'
    ? { complaint: null, events: [creditExceeded({ party: customer, ...figures })] }
    : { complaint: { refused: 'credit-exceeded', path: 'head.customer', with: { customer: party.name, ...figures } }, events: [] };
}
