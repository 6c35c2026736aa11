// Promise: exact column sums, quick enough for each key stroke: a line is read again only when it changes.
import { decimalsOf, type Spec } from './cells';
import { canonical, grouped, parseDecimal, rescale } from './decimal';
import type { Column, Row } from './types';

const SCALE = 8;
const read = new WeakMap<Row, Map<string, bigint>>();

function amountOf(row: Row, key: string): bigint {
  let known = read.get(row);
  if (!known) read.set(row, (known = new Map()));
  let n = known.get(key);
  if (n === undefined) {
    const value = row[key];
    const d = typeof value === 'string' ? parseDecimal(value) : null;
    n = d ? rescale(d, SCALE).n : 0n;
    known.set(key, n);
  }
  return n;
}

/** column key → sum as shown */
export function totalsOf(spec: Spec, rows: readonly Row[]): ReadonlyMap<string, string> {
  const out = new Map<string, string>();
  for (const column of spec.columns) {
    if (!column.sum) continue;
    let n = 0n;
    for (const row of rows) n += amountOf(row, column.key);
    out.set(column.key, showSum(column, canonical({ n, s: SCALE }, SCALE)));
  }
  return out;
}

function showSum(column: Column, text: string): string {
  return column.kind === 'qty' && column.decimals === undefined ? grouped(text, 3, true) : grouped(text, decimalsOf(column));
}
