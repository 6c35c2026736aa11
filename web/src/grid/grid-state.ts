// Promise: the grid as a pure machine, state × action → state; every change of lines can be undone, no line is lost unless deleted.
import type { Spec } from './cells';
import { editableAt, isBlankRow, readText } from './cells';
import { boxOf, freshRows, successors, writeCells, type Box, type Cell, type Edit } from './grid-rows';
import { copyDown, paste, settle, type PasteCell } from './grid-paste';
import type { LookupRef, Row } from './types';
import { words } from './words';

export interface Snapshot {
  readonly rows: readonly Row[];
  readonly active: Cell;
}
/** `id` grows with each notice so that equal texts are read out twice. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

export interface GridState {
  readonly rows: readonly Row[];
  readonly active: Cell;
  /** the other corner of the selected range */
  readonly anchor: Cell | null;
  readonly editing: boolean;
  readonly undo: readonly Snapshot[];
  readonly redo: readonly Snapshot[];
  /** counter for the keys of new lines */
  readonly seq: number;
  readonly notice: Notice;
}

export type Direction = 'left' | 'right' | 'up' | 'down' | 'home' | 'end' | 'first' | 'last' | 'pageUp' | 'pageDown';

export type Action =
  | { readonly type: 'move'; readonly to: Direction; readonly extend?: boolean; readonly page?: number }
  | { readonly type: 'goto'; readonly r: number; readonly c: number; readonly extend?: boolean }
  | { readonly type: 'next'; readonly back?: boolean; readonly grow?: boolean }
  | { readonly type: 'edit' | 'cancel' | 'selectAll' | 'undo' | 'redo' }
  | { readonly type: 'commit'; readonly text: string }
  | { readonly type: 'put'; readonly rowKey: string; readonly column: string; readonly value: unknown }
  | { readonly type: 'copyFrom'; readonly line: 'above' | 'first' }
  | { readonly type: 'paste'; readonly cells: readonly (readonly PasteCell[])[] }
  | { readonly type: 'settle'; readonly lookup: string; readonly texts: readonly string[]; readonly found: ReadonlyMap<string, LookupRef>; readonly why?: string }
  | { readonly type: 'insert'; readonly where: 'above' | 'below' | 'end' }
  | { readonly type: 'fill' | 'clear' | 'remove' | 'duplicate' }
  | { readonly type: 'shift'; readonly by: -1 | 1 }
  | { readonly type: 'external'; readonly rows: readonly Row[] }
  | { readonly type: 'say'; readonly text: string };

const UNDO_LIMIT = 200;

export function initState(spec: Spec, rows: readonly Row[]): GridState {
  const bare: GridState = { rows, active: { r: 0, c: 0 }, anchor: null, editing: false, undo: [], redo: [], seq: 0, notice: { id: 0, text: '' } };
  return { ...atLeastOne(spec, bare), active: { r: 0, c: Math.max(0, stops(spec)[0] ?? 0) } };
}

export function reduce(spec: Spec, state: GridState, action: Action): GridState {
  switch (action.type) {
    case 'move':
      return move(spec, state, action);
    case 'goto':
      return activate(spec, state, { r: action.r, c: action.c }, action.extend);
    case 'next':
      return next(spec, state, action.back === true, action.grow === true);
    case 'edit':
      return canEdit(spec, state) ? { ...state, editing: true, anchor: null } : state;
    case 'cancel':
      return state.editing || state.anchor ? { ...state, editing: false, anchor: null } : state;
    case 'selectAll':
      return { ...state, editing: false, active: { r: 0, c: 0 }, anchor: { r: state.rows.length - 1, c: spec.columns.length - 1 } };
    case 'undo':
      return travel(state, 'undo');
    case 'redo':
      return travel(state, 'redo');
    case 'external':
      return external(spec, state, action.rows);
    case 'say':
      return say(state, action.text);
    case 'settle':
      return amend(state, settle(spec, state.rows, action));
    default:
      return spec.readOnly ? state : edit(spec, state, action);
  }
}

type Editing = Exclude<Action, { type: 'move' | 'goto' | 'next' | 'edit' | 'cancel' | 'selectAll' | 'undo' | 'redo' | 'external' | 'say' | 'settle' }>;

function edit(spec: Spec, state: GridState, action: Editing): GridState {
  switch (action.type) {
    case 'commit':
      return commit(spec, state, action.text);
    case 'put':
      return put(spec, state, action);
    case 'copyFrom': {
      const rows = copyDown(spec, state.rows, { ...boxOf(state), from: action.line === 'first' ? 0 : 'above' });
      return change({ ...state, editing: false }, rows);
    }
    case 'fill': {
      const box = boxOf(state);
      const rows = copyDown(spec, state.rows, { ...box, from: box.r1 > box.r0 ? box.r0 : 'above' });
      return rows === state.rows ? state : say(change(state, rows), words.filled);
    }
    case 'clear':
      return clear(spec, state, boxOf(state));
    case 'paste':
      return pasteAt(spec, state, action.cells);
    case 'insert':
      return insert(spec, state, action.where);
    case 'remove':
      return remove(spec, state, boxOf(state));
    case 'duplicate':
      return duplicate(spec, state);
    case 'shift':
      return shift(state, action.by);
  }
}

// ── moving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function clamp(value: number, count: number): number {
  return Math.max(0, Math.min(count - 1, value));
}

function activate(spec: Spec, state: GridState, to: Cell, extend = false): GridState {
  const active = { r: clamp(to.r, state.rows.length), c: clamp(to.c, spec.columns.length) };
  const anchor = extend ? (state.anchor ?? state.active) : null;
  return { ...state, active, anchor, editing: false };
}

function move(spec: Spec, state: GridState, { to, extend, page = 10 }: Extract<Action, { type: 'move' }>): GridState {
  const { r, c } = state.active;
  const last = { r: state.rows.length - 1, c: spec.columns.length - 1 };
  const target: Record<Direction, Cell> = {
    left: { r, c: c - 1 },
    right: { r, c: c + 1 },
    up: { r: r - 1, c },
    down: { r: r + 1, c },
    home: { r, c: 0 },
    end: { r, c: last.c },
    first: { r: 0, c: 0 },
    last,
    pageUp: { r: r - page, c },
    pageDown: { r: r + page, c },
  };
  return activate(spec, state, target[to], extend);
}

/** The columns Enter stops at, by position. */
function stops(spec: Spec, row?: Row): number[] {
  return spec.columns.flatMap((column, c) => {
    const open = row ? editableAt(spec, row, column) : column.kind !== 'readonly' && column.editable !== false;
    return open && !column.skip ? [c] : [];
  });
}

/** The cell Enter leads to, or null past the end. */
export function neighbour(spec: Spec, state: GridState, back: boolean): Cell | null {
  const step = back ? -1 : 1;
  for (let r = state.active.r; r >= 0 && r < state.rows.length; r += step) {
    const open = stops(spec, state.rows[r]).filter((c) => r !== state.active.r || (back ? c < state.active.c : c > state.active.c));
    const c = back ? open.at(-1) : open[0];
    if (c !== undefined) return { r, c };
  }
  return null;
}

function next(spec: Spec, state: GridState, back: boolean, grow: boolean): GridState {
  const cell = neighbour(spec, state, back);
  if (cell) return activate(spec, state, cell);
  if (back || !grow || spec.readOnly) return { ...state, editing: false, anchor: null };
  const lastRow = state.rows.at(-1);
  const unused = lastRow !== undefined && isBlankRow(spec.columns, lastRow);
  return unused ? activate(spec, state, { r: state.rows.length - 1, c: stops(spec, lastRow)[0] ?? 0 }) : insert(spec, state, 'end');
}

function canEdit(spec: Spec, state: GridState): boolean {
  return editableAt(spec, state.rows[state.active.r], spec.columns[state.active.c]);
}

// ── changing lines ─────────────────────────────────────────────────────────────────────────────────────────────────

/** The one gate for changes made by the user: it keeps the way back. */
function change(state: GridState, rows: readonly Row[], active: Cell = state.active): GridState {
  if (rows === state.rows) return { ...state, active };
  const undo = [...state.undo, { rows: state.rows, active: state.active }].slice(-UNDO_LIMIT);
  return { ...state, rows, active, undo, redo: [] };
}

function say(state: GridState, text: string): GridState {
  return { ...state, notice: { id: state.notice.id + 1, text } };
}

function commit(spec: Spec, state: GridState, text: string): GridState {
  const { r, c } = state.active;
  const [row, column] = [state.rows[r], spec.columns[c]];
  const idle = { ...state, editing: false };
  if (!row || !column || !editableAt(spec, row, column)) return idle;
  return change(idle, writeCells(spec, state.rows, [{ r, c, put: readText(spec, column, text, 'typed'), text }]));
}

function put(spec: Spec, state: GridState, action: Extract<Action, { type: 'put' }>): GridState {
  const r = state.rows.findIndex((row) => row._key === action.rowKey);
  const c = spec.columns.findIndex((column) => column.key === action.column);
  if (r < 0 || c < 0) return state;
  return change({ ...state, editing: false }, writeCells(spec, state.rows, [{ r, c, put: { value: action.value }, force: true }]));
}

function clear(spec: Spec, state: GridState, box: Box): GridState {
  const edits: Edit[] = [];
  for (let r = box.r0; r <= box.r1; r++) {
    for (let c = box.c0; c <= box.c1; c++) {
      const column = spec.columns[c];
      if (column) edits.push({ r, c, put: { value: column.kind === 'lookup' ? null : '' } });
    }
  }
  const rows = writeCells(spec, state.rows, edits);
  return rows === state.rows ? state : say(change(state, rows), words.cleared);
}

function pasteAt(spec: Spec, state: GridState, cells: readonly (readonly PasteCell[])[]): GridState {
  const done = paste(spec, state, boxOf(state), cells);
  if (!done) return state;
  const active = { r: done.box.r0, c: done.box.c0 };
  const changed = change({ ...state, seq: done.seq, editing: false }, done.rows, active);
  const height = done.box.r1 - done.box.r0 + 1;
  const text = done.cut > 0 ? words.pastedCut(height, done.cut) : words.pasted(height, done.box.c1 - done.box.c0 + 1);
  // the active cell stays at the upper left, so the anchor is the far corner
  return say({ ...changed, anchor: { r: done.box.r1, c: done.box.c1 } }, text);
}

function insert(spec: Spec, state: GridState, where: 'above' | 'below' | 'end'): GridState {
  const at = where === 'end' ? state.rows.length : state.active.r + (where === 'below' ? 1 : 0);
  const { made, seq } = freshRows(spec, state.rows, { seq: state.seq, count: 1 });
  const rows = [...state.rows.slice(0, at), ...made, ...state.rows.slice(at)];
  const active = { r: at, c: stops(spec, made[0])[0] ?? 0 };
  return say({ ...change({ ...state, seq }, rows, active), anchor: null, editing: false }, words.added(at + 1));
}

function remove(spec: Spec, state: GridState, box: Box): GridState {
  const rows = [...state.rows.slice(0, box.r0), ...state.rows.slice(box.r1 + 1)];
  const left = atLeastOne(spec, { ...state, rows });
  const active = { r: clamp(box.r0, left.rows.length), c: state.active.c };
  const changed = change({ ...state, seq: left.seq, anchor: null, editing: false }, left.rows, active);
  return say(changed, words.removed(box.r1 - box.r0 + 1, box.r0 + 1));
}

function duplicate(spec: Spec, state: GridState): GridState {
  const box = boxOf(state);
  const like = state.rows.slice(box.r0, box.r1 + 1);
  const { made, seq } = freshRows(spec, state.rows, { seq: state.seq, count: like.length, like });
  const rows = [...state.rows.slice(0, box.r1 + 1), ...made, ...state.rows.slice(box.r1 + 1)];
  const active = { r: box.r1 + 1, c: state.active.c };
  return say({ ...change({ ...state, seq }, rows, active), anchor: null, editing: false }, words.duplicated(active.r + 1));
}

function shift(state: GridState, by: -1 | 1): GridState {
  const { r, c } = state.active;
  const to = r + by;
  const [a, b] = [state.rows[r], state.rows[to]];
  if (!a || !b) return state;
  const rows = state.rows.map((row, i) => (i === r ? b : i === to ? a : row));
  return say({ ...change(state, rows, { r: to, c }), anchor: null, editing: false }, words.moved(to + 1));
}

function atLeastOne(spec: Spec, state: GridState): GridState {
  if (state.rows.length > 0 || spec.readOnly) return state;
  const { made, seq } = freshRows(spec, [], { seq: state.seq, count: 1 });
  return { ...state, rows: made, seq };
}

// ── time ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function travel(state: GridState, way: 'undo' | 'redo'): GridState {
  const from = state[way];
  const step = from.at(-1);
  if (!step) return say({ ...state, editing: false }, words.nothingToUndo);
  const here: Snapshot = { rows: state.rows, active: state.active };
  const [undo, redo] = way === 'undo' ? [from.slice(0, -1), [...state.redo, here]] : [[...state.undo, here], from.slice(0, -1)];
  const moved: GridState = { ...state, rows: step.rows, active: step.active, anchor: null, editing: false, undo, redo };
  return say(moved, way === 'undo' ? words.undone : words.redone);
}

/** Lines changed by someone else than the user: no step of its own; the past learns it wherever the line was the same. */
function amend(state: GridState, rows: readonly Row[]): GridState {
  if (rows === state.rows) return state;
  const learn = successors(state.rows, rows);
  const patch = (shot: Snapshot): Snapshot => ({ ...shot, rows: learn(shot.rows) });
  return { ...state, rows, undo: state.undo.map(patch), redo: state.redo.map(patch) };
}

function external(spec: Spec, state: GridState, rows: readonly Row[]): GridState {
  const known = new Set(state.rows.map((row) => row._key));
  const same = rows.some((row) => known.has(row._key));
  if (rows.length === 0 && state.rows.every((row) => isBlankRow(spec.columns, row))) return state;
  if (!same) return { ...initState(spec, rows), seq: state.seq, notice: state.notice };
  const amended = amend(state, rows);
  const followed = rows.findIndex((row) => row._key === state.rows[state.active.r]?._key);
  const r = followed < 0 ? clamp(state.active.r, rows.length) : followed;
  const still = r === state.active.r && rows.length === state.rows.length;
  return still ? amended : { ...amended, anchor: null, active: { r, c: state.active.c } };
}
