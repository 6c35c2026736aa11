// When a 拆卸单 may be posted.
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import type { Refused } from '#kernel/refusal';
import { type Conversion, decideConversion } from '../conversion.ts';

export const WORDS = { into: '被拆商品', out: '拆出件' } as const;

/** Expired goods may be taken apart. */
export const decideDisassembly = (doc: Conversion, facts: Facts): Posting | Refused => decideConversion(doc, facts, { ...WORDS, zh: '拆卸单', expired: 'allow' });
