// Promise: the small pure steps on lines that the grid machine is made of; rows that do not change keep their identity.
import { editableAt, rawText, writeCell, type Put, type Spec } from './cells';
import type { Row } from './types';

export interface Cell {
  readonly r: number;
  readonly c: number;
}
/** A rectangle of cells, both corners included. */
export interface Box {
  readonly r0: number;
  readonly c0: number;
  readonly r1: number;
  readonly c1: number;
}

export interface Edit {
  readonly r: number;
  readonly c: number;
  readonly put: Put;
  /** the text as typed; equal to what the cell already says means no change */
  readonly text?: string;
  /** write although the value is the same, so that the page derives afresh */
  readonly force?: boolean;
}

export function boxOf(state: { readonly active: Cell; readonly anchor: Cell | null }): Box {
  const { active } = state;
  const other = state.anchor ?? active;
  return {
    r0: Math.min(active.r, other.r),
    c0: Math.min(active.c, other.c),
    r1: Math.max(active.r, other.r),
    c1: Math.max(active.c, other.c),
  };
}

export function inBox(box: Box, r: number, c: number): boolean {
  return r >= box.r0 && r <= box.r1 && c >= box.c0 && c <= box.c1;
}

/** Applies edits; cells that may not be edited are left alone. */
export function writeCells(spec: Spec, rows: readonly Row[], edits: readonly Edit[]): readonly Row[] {
  const changed = new Map<number, Row>();
  for (const { r, c, put, text, force } of edits) {
    const column = spec.columns[c];
    const row = changed.get(r) ?? rows[r];
    if (!row || !column || !editableAt(spec, row, column)) continue;
    const unchanged = text !== undefined && text.trim() !== '' && text.trim() === rawText(column, row) && !row._issues?.[column.key];
    const next = unchanged ? row : writeCell(spec, row, column, put, force);
    if (next !== row) changed.set(r, next);
  }
  if (changed.size === 0) return rows;
  const next = [...rows];
  for (const [r, row] of changed) next[r] = row;
  return next;
}

/**
 * What became of the lines from one list to the next, as a step for older lists: a line they share with `before` becomes its successor.
 * Older lists are many (one per undo step) and long, so where lines have kept their places only the changed places are looked at.
 */
export function successors(before: readonly Row[], after: readonly Row[]): (older: readonly Row[]) => readonly Row[] {
  const now = new Map(after.map((row) => [row._key, row]));
  const swap = new Map<Row, Row>();
  const places: number[] = [];
  before.forEach((old, r) => {
    const fresh = now.get(old._key);
    if (!fresh || fresh === old) return;
    swap.set(old, fresh);
    places.push(r);
  });
  return (older) => {
    if (places.some((r) => older[r]?._key !== before[r]?._key)) return older.map((row) => swap.get(row) ?? row);
    const shared = places.filter((r) => older[r] === before[r]);
    if (shared.length === 0) return older;
    const next = [...older];
    for (const r of shared) next[r] = swap.get(next[r] as Row) as Row;
    return next;
  };
}

/** New lines with keys no other line has; `like` are lines to copy. */
export function freshRows(
  spec: Spec,
  rows: readonly Row[],
  { seq, count, like = [] }: { readonly seq: number; readonly count: number; readonly like?: readonly Row[] },
): { readonly made: readonly Row[]; readonly seq: number } {
  const taken = new Set(rows.map((row) => row._key));
  const made: Row[] = [];
  let next = seq;
  for (let i = 0; i < count; i++) {
    do next++;
    while (taken.has(`new-${next}`));
    made.push({ ...(like[i] ?? { ...blanks(spec), ...spec.newRow() }), _key: `new-${next}` });
  }
  return { made, seq: next };
}

/** Each field of a new line is there from the start, so that the page's `derive` meets '' or null, never undefined. */
function blanks(spec: Spec): Record<string, unknown> {
  const fields = spec.columns.filter((column) => !column.text);
  return Object.fromEntries(fields.map((column) => [column.key, column.kind === 'lookup' ? null : '']));
}
