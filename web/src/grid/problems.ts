// Promise: server paths such as lines[12].qty and texts without a match end up on the right cell, also after lines have moved.
import { editableAt, isBlankRow, isEmpty, sameValue, type Spec } from './cells';
import type { GridError, Problem, Row } from './types';
import { words } from './words';

/** A server error with the value it spoke about: once the value differs, the error is silent. */
export interface Claim {
  readonly column: string;
  readonly message: string;
  readonly value: unknown;
}
export type Claims = ReadonlyMap<string, readonly Claim[]>;

const PATH = /(?:^|\.)[A-Za-z_]\w*\[(\d+)\](?:\.([\w.]+))?$/;

/** lines[12].product.id → line 12, column product */
export function parsePath(path: string): { readonly r: number; readonly column: string } | null {
  const dotted = path
    .replace(/^\//, '')
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.');
  const found = PATH.exec(dotted);
  return found ? { r: Number(found[1]), column: (found[2] ?? '').split('.')[0] ?? '' } : null;
}

/** Ties errors to row keys at the moment they arrive. Errors that name no line stay with the page. */
export function claim(rows: readonly Row[], errors: readonly GridError[]): Claims {
  const claims = new Map<string, Claim[]>();
  for (const error of errors) {
    const spot = 'path' in error ? parsePath(error.path) : { r: rows.findIndex((row) => row._key === error.rowKey), column: error.column ?? '' };
    const row = spot ? rows[spot.r] : undefined;
    if (!row || !spot) continue;
    const list = claims.get(row._key) ?? [];
    list.push({ column: spot.column, message: error.message, value: row[spot.column] });
    claims.set(row._key, list);
  }
  return claims;
}

/** Column → message for one line; an error of the whole line sits on the first column. `strict` asks for required cells too. */
export function rowProblems(spec: Spec, row: Row, claimed: readonly Claim[] | undefined, strict: boolean): RowProblems {
  if (!row._issues && !claimed && !strict) return null;
  const last = known.get(row);
  if (last && last.spec === spec && last.claimed === claimed && last.strict === strict) return last.found;
  const found = findProblems(spec, row, claimed, strict);
  known.set(row, { spec, claimed, strict, found });
  return found;
}

type RowProblems = ReadonlyMap<string, string> | null;
const known = new WeakMap<Row, { readonly spec: Spec; readonly claimed: readonly Claim[] | undefined; readonly strict: boolean; readonly found: RowProblems }>();

function findProblems(spec: Spec, row: Row, claimed: readonly Claim[] | undefined, strict: boolean): RowProblems {
  const out = new Map<string, string>();
  for (const { column, message, value } of claimed ?? []) {
    const exists = spec.columns.some((c) => c.key === column);
    if (!exists || sameValue(row[column], value)) out.set(exists ? column : (spec.columns[0]?.key ?? ''), message);
  }
  for (const [column, issue] of Object.entries(row._issues ?? {})) {
    if (strict || issue.state === 'bad') out.set(column, issue.message);
  }
  if (strict && !isBlankRow(spec.columns, row)) {
    for (const column of spec.columns) {
      const missing = column.required && isEmpty(row[column.key]) && editableAt(spec, row, column);
      if (missing && !out.has(column.key)) out.set(column.key, words.missing(column.title));
    }
  }
  return out.size > 0 ? out : null;
}

/** All problems in reading order; strict: everything that would stop a submit. */
export function allProblems(spec: Spec, rows: readonly Row[], claims: Claims, strict: boolean): readonly Problem[] {
  const out: Problem[] = [];
  rows.forEach((row, r) => {
    const found = rowProblems(spec, row, claims.get(row._key), strict);
    if (!found) return;
    spec.columns.forEach((column, c) => {
      const message = found.get(column.key);
      if (message === undefined) return;
      const from = claims.get(row._key)?.some((k) => k.message === message) ? 'server' : 'grid';
      out.push({ r, c, rowKey: row._key, column: column.key, message, from });
    });
  });
  return out.length > 0 ? out : NONE;
}
const NONE: readonly never[] = [];
