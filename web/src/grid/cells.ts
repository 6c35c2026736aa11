// Promise: one place decides what a cell shows, what it copies as and what a typed text means; pure, no DOM.
import { calculate } from './calculator';
import { grouped, halfWidth } from './decimal';
import type { Column, Issue, LookupRef, Row } from './types';
import { words } from './words';

/** What the page said about its grid, as the pure core needs it. */
export interface Spec {
  readonly columns: readonly Column[];
  readonly derive: (row: Row, changedKey: string) => Row;
  readonly newRow: () => { readonly [field: string]: unknown };
  readonly readOnly: boolean;
  readonly today: string;
}

/** What goes into a cell: a value, or a text with the reason why it is none. */
export type Put = { readonly value: unknown } | { readonly issue: Issue };

export function isNumeric(column: Column): boolean {
  return column.kind === 'number' || column.kind === 'money' || column.kind === 'qty';
}

export function decimalsOf(column: Column): number {
  return column.decimals ?? (column.kind === 'qty' ? 3 : 2);
}

export function alignOf(column: Column): 'left' | 'right' | 'center' {
  return column.align ?? (isNumeric(column) ? 'right' : 'left');
}

export function isRef(value: unknown): value is LookupRef {
  return typeof value === 'object' && value !== null && 'code' in value && 'id' in value;
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (isEmpty(a) && isEmpty(b)) return true;
  return isRef(a) && isRef(b) ? a.id === b.id : Object.is(a, b);
}

export function editableAt(spec: Spec, row: Row | undefined, column: Column | undefined): boolean {
  if (!row || !column || spec.readOnly || column.kind === 'readonly') return false;
  return typeof column.editable === 'function' ? column.editable(row) : column.editable !== false;
}

export function issueOf(row: Row, column: Column): Issue | undefined {
  return row._issues?.[column.key];
}

/** The text for the eye. */
export function shownText(column: Column, row: Row): string {
  const issue = issueOf(row, column);
  if (issue) return issue.text;
  const value = row[column.key];
  if (column.text) return column.text(row);
  if (isRef(value)) return column.shows === 'label' ? value.label : value.code;
  if (typeof value !== 'string' || value === '') return '';
  if (column.kind === 'select') return column.options?.find((o) => o.value === value)?.label ?? value;
  if (column.kind === 'qty' && column.decimals === undefined) return grouped(value, 3, true);
  return isNumeric(column) || (column.kind === 'readonly' && column.decimals !== undefined) ? grouped(value, decimalsOf(column)) : value;
}

/** The text for the clipboard and for editing in place: no thousands separators, codes instead of names. */
export function rawText(column: Column, row: Row): string {
  const issue = issueOf(row, column);
  if (issue) return issue.text;
  const value = row[column.key];
  if (column.text && isEmpty(value)) return column.text(row);
  if (isRef(value)) return value.code;
  if (typeof value !== 'string') return '';
  return column.kind === 'select' ? shownText(column, row) : value;
}

/** What a typed or pasted text means in this column. A look-up text is never a value by itself. */
export function readText(spec: Spec, column: Column, given: string, how: 'pasted' | 'typed'): Put {
  const text = given.trim();
  if (text === '') return { value: column.kind === 'lookup' ? null : '' };
  const bad = (message: string): Put => ({ issue: { text, message, state: 'bad' } });
  switch (column.kind) {
    case 'lookup':
      return { issue: { text, message: words.looking(text), state: how } };
    case 'number':
    case 'money':
    case 'qty': {
      const value = calculate(text, decimalsOf(column));
      return value === null ? bad(words.notNumber(text)) : { value };
    }
    case 'date': {
      const value = readDate(text, spec.today);
      return value === null ? bad(words.notDate(text)) : { value };
    }
    case 'select': {
      const option = column.options?.find((o) => o.label === text || o.value === text);
      return option ? { value: option.value } : bad(words.notOption(text));
    }
    case 'text':
    case 'readonly':
      return { value: given.replace(/[\r\n\t]+/g, ' ').trim() };
  }
}

/** 2026-11-22, 20261122, 2026/11/22, 2026年11月22日 and, with today's year, 11-22 or 1122. */
export function readDate(given: string, today: string): string | null {
  const text = halfWidth(given)
    .replace(/[年月./]/g, '-')
    .replace('日', '');
  const short = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{2})(\d{2})$/.exec(text);
  const full = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const [y, m, d] = full ? [full[1], full[2], full[3]] : short ? [today.slice(0, 4), short[1], short[2]] : [];
  if (!y || !m || !d) return null;
  const days = new Date(Date.UTC(Number(y), Number(m), 0)).getUTCDate();
  const real = Number(m) >= 1 && Number(m) <= 12 && Number(d) >= 1 && Number(d) <= days;
  return real ? `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}` : null;
}

/** The columns that tell whether a line is in use; worked out once per list of columns. */
function tellingOf(columns: readonly Column[]): readonly Column[] {
  let telling = known.get(columns);
  if (!telling) {
    const typed = columns.filter((c) => c.kind !== 'readonly' && c.editable !== false);
    telling = typed.some((c) => c.required) ? typed.filter((c) => c.required) : typed;
    known.set(columns, telling);
  }
  return telling;
}
const known = new WeakMap<readonly Column[], readonly Column[]>();

/** A line on which nothing that matters has been entered yet. */
export function isBlankRow(columns: readonly Column[], row: Row): boolean {
  if (row._issues && Object.keys(row._issues).length > 0) return false;
  return tellingOf(columns).every((c) => isEmpty(row[c.key]));
}

/** A new value in one cell, with everything the page derives from it. Gives back the same row when nothing changes. */
export function writeCell(spec: Spec, row: Row, column: Column, put: Put, force = false): Row {
  const { key } = column;
  const { [key]: old, ...others } = row._issues ?? {};
  const value = 'value' in put ? put.value : null;
  const issues = 'issue' in put ? { ...others, [key]: put.issue } : others;
  if ('issue' in put ? old?.text === put.issue.text && old.state === put.issue.state : !old && !force && sameValue(row[key], value)) return row;
  const { _issues: _, ...bare } = row;
  const next: Row = { ...bare, [key]: value, ...(Object.keys(issues).length > 0 ? { _issues: issues } : {}) };
  const derived = spec.derive(next, key);
  return derived._key === row._key ? derived : { ...derived, _key: row._key };
}
