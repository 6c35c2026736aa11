// Promise: the sums of the lines on screen, carried from one drawing to the next so that a key adds up one line.
import { useMemo, useState } from 'react';
import type { Spec } from './cells';
import { createTotals, type Totals } from './totals';
import type { Row } from './types';

export function useTotals(spec: Spec, rows: readonly Row[]): Totals {
  const [totalsOf] = useState(createTotals);
  return useMemo(() => totalsOf(spec, rows), [totalsOf, spec, rows]);
}
