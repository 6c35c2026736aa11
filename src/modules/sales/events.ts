// Events of 销售 beyond the house's own “{document}-posted/1” and its like. Amounts are decimal text in 元.
import type { DomainEvent } from '#kernel/decision';

export type CreditExceeded = { readonly party: string; readonly limit: string; readonly owes: string; readonly orders: string; readonly total: string; readonly excess: string };

/** An order or delivery went beyond the customer's limit while the company's setting is “warn”. */
export const creditExceeded = (payload: CreditExceeded): DomainEvent => ({ name: 'credit-exceeded/1', payload });
