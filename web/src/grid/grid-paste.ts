// Promise: copy, paste, fill and the late answers of look-ups as pure steps; a text without a match never becomes a value.
import { issueOf, rawText, readText, writeCell, type Put, type Spec } from './cells';
import { freshRows, writeCells, type Box, type Edit } from './grid-rows';
import type { Column, Issue, LookupRef, Row } from './types';
import { words } from './words';

/** A cell on its way in. `source` is there when it was copied from a grid of ours, so that refs stay refs. */
export interface PasteCell {
  readonly text: string;
  readonly source?: { readonly kind: Column['kind']; readonly lookup: string | undefined; readonly value: unknown; readonly issue: Issue | undefined };
}

export function copyBox(spec: Spec, rows: readonly Row[], box: Box): PasteCell[][] {
  return rows.slice(box.r0, box.r1 + 1).map((row) =>
    spec.columns.slice(box.c0, box.c1 + 1).map((column) => {
      const source = { kind: column.kind, lookup: column.lookup, value: row[column.key], issue: issueOf(row, column) };
      return { text: rawText(column, row), source };
    }),
  );
}

function incoming(spec: Spec, column: Column, cell: PasteCell): Put {
  const { source } = cell;
  if (!source || source.kind !== column.kind || source.lookup !== column.lookup) return readText(spec, column, cell.text, 'pasted');
  return source.issue ? { issue: source.issue } : { value: source.value };
}

interface Pasted {
  readonly rows: readonly Row[];
  readonly seq: number;
  readonly box: Box;
  readonly cut: number;
}

/** One copied cell fills the whole range; a table goes in from the upper left corner and adds the lines it needs. */
export function paste(spec: Spec, state: { readonly rows: readonly Row[]; readonly seq: number }, box: Box, cells: readonly (readonly PasteCell[])[]): Pasted | null {
  const width = Math.max(0, ...cells.map((line) => line.length));
  if (cells.length === 0 || width === 0) return null;
  const single = cells.length === 1 && width === 1;
  const room = spec.columns.length - box.c0;
  const target: Box = single ? box : { ...box, r1: box.r0 + cells.length - 1, c1: box.c0 + Math.min(width, room) - 1 };
  const { made, seq } = freshRows(spec, state.rows, { seq: state.seq, count: Math.max(0, target.r1 + 1 - state.rows.length) });
  const rows = made.length > 0 ? [...state.rows, ...made] : state.rows;
  const edits: Edit[] = [];
  for (let r = target.r0; r <= target.r1; r++) {
    for (let c = target.c0; c <= target.c1; c++) {
      const column = spec.columns[c];
      const cell = single ? cells[0]?.[0] : cells[r - target.r0]?.[c - target.c0];
      if (column && cell) edits.push({ r, c, put: incoming(spec, column, cell), text: cell.text });
    }
  }
  return { rows: writeCells(spec, rows, edits), seq, box: target, cut: single ? 0 : Math.max(0, width - room) };
}

/** Copies the cells of one line into the lines of the box; 'above' takes the line over the box. */
export function copyDown(spec: Spec, rows: readonly Row[], { from, ...box }: Box & { readonly from: number | 'above' }): readonly Row[] {
  const origin = from === 'above' ? box.r0 - 1 : from;
  const source = rows[origin];
  if (!source) return rows;
  const edits: Edit[] = [];
  for (let c = box.c0; c <= box.c1; c++) {
    const column = spec.columns[c];
    if (!column) continue;
    const issue = issueOf(source, column);
    const put: Put = issue ? { issue } : { value: source[column.key] };
    for (let r = box.r0; r <= box.r1; r++) if (r !== origin) edits.push({ r, c, put });
  }
  return writeCells(spec, rows, edits);
}

interface Answer {
  readonly lookup: string;
  readonly texts: readonly string[];
  readonly found: ReadonlyMap<string, LookupRef>;
  readonly why?: string;
}

/** Look-up texts that wait for an answer become refs, or errors on their cell. */
export function settle(spec: Spec, rows: readonly Row[], answer: Answer): readonly Row[] {
  const asked = new Set(answer.texts);
  const columns = spec.columns.filter((column) => column.kind === 'lookup' && column.lookup === answer.lookup);
  let touched = false;
  const settled = rows.map((row) => {
    let out = row;
    for (const column of columns) {
      const issue = issueOf(row, column);
      if (!issue || issue.state === 'bad' || !asked.has(issue.text)) continue;
      const ref = answer.found.get(issue.text);
      const message = answer.why ?? words.noMatch(issue.text, column.title);
      out = writeCell(spec, out, column, ref ? { value: ref } : { issue: { text: issue.text, message, state: 'bad' } });
      touched = true;
    }
    return out;
  });
  return touched ? settled : rows;
}

export interface Waiting {
  readonly lookup: string;
  readonly text: string;
  readonly rowKey: string;
  readonly column: string;
  readonly state: 'pasted' | 'typed';
}

/** The look-up texts still without an answer, in reading order. */
export function waiting(spec: Spec, rows: readonly Row[]): Waiting[] {
  const out: Waiting[] = [];
  for (const row of rows) {
    if (!row._issues) continue;
    for (const column of spec.columns) {
      const issue = issueOf(row, column);
      if (!issue || issue.state === 'bad' || column.lookup === undefined) continue;
      out.push({ lookup: column.lookup, text: issue.text, rowKey: row._key, column: column.key, state: issue.state });
    }
  }
  return out;
}
