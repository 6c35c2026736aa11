// The currency and rate in the head of a document. Pure.
import type { Day } from '#kernel/day';
import type { Facts } from '#kernel/facts';
import type { Price } from '#kernel/money';
import { refuse, type Refused } from '#kernel/refusal';
import { rateOn } from './rates.ts';

/** The rate of the day where nobody gave one. */
export function completeRate<H extends { readonly currency: string | null; readonly rate: Price | null }>(head: H, day: Day, facts: Facts): H | Refused {
  if (head.currency === null) return head.rate === null ? head : { ...head, rate: null };
  const currency = facts.records[head.currency];
  const rate = head.rate ?? rateOn(currency, day);
  return rate === null ? refuse('rate-missing', { path: 'head.rate', with: { currency: currency?.name ?? '', day } }) : { ...head, rate };
}
