// The currency and rate in the head of a document. Pure.
import type { Day } from '#kernel/day';
import type { Facts } from '#kernel/facts';
import type { Price } from '#kernel/money';
import { refuse, type Refused, type RefusalTable } from '#kernel/refusal';
import { rateOn } from './rates.ts';

export const RATE_REFUSALS = {
  'rate-missing': { http: 422, retry: 'never', zh: '“{currency}”在 {day} 没有汇率，请填写汇率或先维护币种汇率' },
} as const satisfies RefusalTable;

/** The rate of the day where nobody gave one. */
export function completeRate<H extends { readonly currency: string | null; readonly rate: Price | null }>(head: H, day: Day, facts: Facts): H | Refused {
  if (head.currency === null) return head.rate === null ? head : { ...head, rate: null };
  const currency = facts.records[head.currency];
  const rate = head.rate ?? rateOn(currency, day);
  return rate === null ? refuse('rate-missing', { path: 'head.rate', with: { currency: currency?.name ?? '', day } }) : { ...head, rate };
}
