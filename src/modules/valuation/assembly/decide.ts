// When a 组装单 may be posted.
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import type { Refused } from '#kernel/refusal';
import { type Conversion, decideConversion } from '../conversion.ts';

export const WORDS = { into: '组件', out: '成品' } as const;

/** Expired goods are not put into new ones. */
export const decideAssembly = (doc: Conversion, facts: Facts): Posting | Refused => decideConversion(doc, facts, { ...WORDS, zh: '组装单', expired: 'refuse' });
