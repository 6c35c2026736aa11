// Promise: exact column sums, quick enough for each key stroke: a line is read again only when it changes.
import { decimalsOf, type Spec } from './cells';
import { canonical, grouped, parseDecimal, rescale } from './decimal';
import type { Column, Row } from './types';

const SCALE = 8;
const read = new WeakMap<Row, Map<string, bigint>>();

/** The value of a field, 10^-8; 0 where there is none. */
export function amountOf(row: Row, key: string): bigint {
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

/** What one key has gained from the lines that are not the same any more; both lists are of one length. */
function gained(before: readonly Row[], rows: readonly Row[], amount: (row: Row) => bigint): bigint {
  let n = 0n;
  for (let i = 0; i < rows.length; i++) {
    const [old, row] = [before[i], rows[i]];
    if (old !== row && old && row) n += amount(row) - amount(old);
  }
  return n;
}

type Sums = ReadonlyMap<string, bigint>;

/** Sums that follow the lines: after a change of a few cells only those are read; nothing moved: the very same map comes back. */
export function createSums<R extends Row>(keys: readonly string[], amount: (row: R, key: string) => bigint): (rows: readonly R[]) => Sums {
  let last: { readonly rows: readonly Row[]; readonly sums: Sums } | null = null;
  return (rows) => {
    const before = last?.rows.length === rows.length ? last : null;
    const sums = new Map<string, bigint>();
    for (const key of keys) {
      const of = (row: Row): bigint => amount(row as R, key);
      sums.set(key, before ? (before.sums.get(key) ?? 0n) + gained(before.rows, rows, of) : rows.reduce((sum, row) => sum + of(row), 0n));
    }
    const moved = !before || keys.some((key) => before.sums.get(key) !== sums.get(key));
    last = { rows, sums: moved ? sums : before.sums };
    return last.sums;
  };
}

/** column key → sum as shown */
export type Totals = ReadonlyMap<string, string>;

/** The sums of a grid as shown. They keep their identity, too, as long as none of them moves. */
export function createTotals(): (spec: Spec, rows: readonly Row[]) => Totals {
  let last: { readonly spec: Spec; readonly sumsOf: (rows: readonly Row[]) => Sums; sums: Sums; shown: Totals } | null = null;
  return (spec, rows) => {
    if (last?.spec !== spec) {
      const keys = spec.columns.flatMap((column) => (column.sum ? [column.key] : []));
      last = { spec, sumsOf: createSums(keys, amountOf), sums: new Map(), shown: new Map() };
    }
    const sums = last.sumsOf(rows);
    if (sums !== last.sums) {
      last.sums = sums;
      last.shown = new Map(spec.columns.filter((column) => column.sum).map((column) => [column.key, shownSum(column, sums.get(column.key) ?? 0n)]));
    }
    return last.shown;
  };
}

/** A sum of `createSums` as decimal text. */
export const sumText = (n: bigint): string => canonical({ n, s: SCALE }, SCALE);

function shownSum(column: Column, n: bigint): string {
  return column.kind === 'qty' && column.decimals === undefined ? grouped(sumText(n), 3, true) : grouped(sumText(n), decimalsOf(column));
}
