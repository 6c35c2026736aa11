// Every kind of expectation, by name: reads the figure off the books as they were seen and says what differs.
import { Unsupported } from '../format.ts';
import { ALLOCATED } from './allocated.ts';
import { DATES } from './dates.ts';
import { LEDGER } from './ledger.ts';
import { MOVES } from './moves.ts';
import { ORDERLY } from './orderly.ts';
import { bucketOf, STOCK } from './stock.ts';
import type { Expectation, Expectations } from './want.ts';

const EXPECTATIONS: Expectations = { ...STOCK, ...MOVES, ...LEDGER, ...ORDERLY, ...ALLOCATED, ...DATES };

export function expectationOf(kind: string): Expectation {
  const expectation = EXPECTATIONS[kind] ?? bucketOf(kind);
  if (!expectation) throw new Unsupported(`expect.${kind}`, `不会核对 ${kind}`);
  return expectation;
}
